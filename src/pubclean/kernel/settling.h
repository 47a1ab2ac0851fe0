/* The steps of a round that follow its looking up: checking, deciding in order, and writing what is kept. */

/* Lay what a text's keys propose on the desk; return how many rows, SIZE_MAX when there is no memory. */
static size_t recall(const Rounds *rounds, Desk *desk, const uint32_t *keys, const Found *found, uint32_t count)
{
    size_t most = 0;
    if (!RESERVE(desk->spans, desk->span_room, count))
        return SIZE_MAX;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t listed = found[i].standing == IS_HOT ? 0 : found[i].standing;
        const Share *share = rounds->hall->shares + share_of(rounds, keys[i]);
        desk->spans[i] = (Span){listed > 1 ? share->rows + found[i].value : &found[i].value, listed, 0};
        most += listed;
    }
    return most;
}

/* Whether keys propose any row; those of most texts don't. */
static int proposes(const Found *found, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (found[i].standing && found[i].standing != IS_HOT)
            return 1;
    return 0;
}

/* Check the texts of a block against the rows kept before the round; 0 when there is no memory. */
static int check_block(Rounds *rounds, Place *place)
{
    Block *block = block_of(rounds, take_block(rounds, place, rounds->start / BLOCK, blocks_of(rounds)));
    const Sketch *sketch = &block->sketch;
    for (size_t i = 0; i < sketch->count; i++) {
        const Part *part = sketch->parts + i;
        block->findings[i] = found_nothing(sketch, part);
        if (!proposes(block->found + part->key, part->keys))
            continue;
        size_t most = recall(rounds, &place->desk, sketch->keys + part->key, block->found + part->key, part->keys);
        if (!find_closest(rounds->engine, NULL, &place->desk, part->keys, most, block->findings + i))
            return 0;
    }
    return 1;
}

/* Whether the rows kept in this round change what a text was found to repeat. */
static int is_changed(Rounds *rounds, const Block *block, const Part *part)
{
    Hall *hall = rounds->hall;
    const Fresh *fresh = &hall->fresh;
    const int copies = rounds->engine->plan.copies;
    const uint64_t turn = ++hall->turn << 16, need = copies && part->keys > 2 ? 2 : 1;
    for (uint32_t k = 0; k < part->keys; k++) {
        const Found *found = block->found + part->key + k;
        if (!found->met)
            continue;
        const FreshKey *won = find_fresh(fresh, block->sketch.keys[part->key + k]);
        if (won->last && (need == 1 || !k || is_hot(found->standing, last_of(fresh, won).count, copies)))
            return 1;
        for (uint32_t at = won->last; at; at = fresh->links[at - 1].older) {
            uint64_t *seen = hall->seen + (fresh->links[at - 1].row - 1 - fresh->first);
            *seen = (*seen < turn ? turn : *seen) + 1;
            if (*seen - turn >= need)
                return 1;
        }
    }
    return 0;
}

/* Number a text's row, and let its keys propose it from now on. */
static void keep_fresh(Rounds *rounds, Block *block, size_t i)
{
    Hall *hall = rounds->hall;
    Fresh *fresh = &hall->fresh;
    const Part *part = block->sketch.parts + i;
    uint32_t row = (uint32_t)(fresh->first + fresh->kept_count);
    for (uint32_t k = 0; k < part->keys; k++) {
        const Found *found = block->found + part->key + k;
        if (found->met)
            add_fresh(fresh, block->sketch.keys[part->key + k], found->standing, row + 1, rounds->engine->plan.copies);
    }
    block->kept |= 1u << i;
    hall->seen[fresh->kept_count] = 0;
    fresh->kept[fresh->kept_count++] = block->findings + i;
}

/* Check a text anew, against the rows kept in this round too; 0 when there is no memory. */
static int check_anew(Rounds *rounds, Desk *desk, const Block *block, const Part *part, Finding *finding)
{
    const Fresh *fresh = &rounds->hall->fresh;
    const uint32_t *keys = block->sketch.keys + part->key;
    const Found *found = block->found + part->key;
    if (recall(rounds, desk, keys, found, part->keys) == SIZE_MAX)
        return 0;
    size_t most = add_won(fresh, desk, keys, found, part->keys, rounds->engine->plan.copies);
    return find_closest(rounds->engine, fresh, desk, part->keys, most, finding);
}

/* Decide the texts of a block, in order; 0 when there is no memory. */
static int settle_block(Rounds *rounds, Place *place, size_t unit)
{
    Engine *engine = rounds->engine;
    Block *block = block_of(rounds, unit);
    const Fresh *fresh = &rounds->hall->fresh;
    block->kept = 0;
    for (size_t i = 0; i < block->sketch.count; i++) {
        const Part *part = block->sketch.parts + i;
        Finding *finding = block->findings + i;
        size_t at = rounds->start + unit * BLOCK + i;
        engine->keys.texts++;
        engine->keys.awaited -= engine->keys.awaited > 0;
        if (is_changed(rounds, block, part) && !check_anew(rounds, &place->desk, block, part, finding))
            return 0;
        rounds->rows[at] = finding->at == NONE ? (int64_t)(fresh->first + fresh->kept_count) : finding->at;
        rounds->scores[at] = finding->at == NONE ? 1 : (float)finding->best;
        if (finding->at == NONE)
            keep_fresh(rounds, block, i);
    }
    return 1;
}

/* Decide a round, in order; 0 when there is no memory. */
static int settle_round(Rounds *rounds, Place *place)
{
    Hall *hall = rounds->hall;
    size_t met = 0, texts = texts_of(rounds), keys[SHELVES] = {0};
    for (size_t i = 0; i < rounds->shares; i++)
        met += hall->shares[i].met;
    if (!clear_fresh(&hall->fresh, rounds->engine->row_count, texts, met) ||
        !RESERVE(hall->seen, hall->seen_room, texts))
        return 0;
    for (size_t i = 0; i < blocks_of(rounds); i++) {
        const uint32_t *edges = block_of(rounds, i)->edges;
        for (size_t shelf = 0; shelf < SHELVES; shelf++)
            keys[shelf] += edges[shelf + 1] - edges[shelf];
        if (!settle_block(rounds, place, i))
            return 0;
    }
    return reserve_rows(rounds->engine, hall->fresh.kept_count) &&
           make_room(&rounds->engine->keys, keys);
}

/* Write the rows kept of a block of the round before; 0 when there is no memory. */
static int write_block(Rounds *rounds, Place *place)
{
    Engine *engine = rounds->engine;
    size_t unit = take_block(rounds, place, rounds->before / BLOCK, blocks_before(rounds));
    const Block *block = block_at(rounds, rounds->before / BLOCK + unit);
    for (size_t i = 0; i < block->sketch.count; i++) {
        const Part *part = block->sketch.parts + i;
        int64_t row = rounds->rows[rounds->before + unit * BLOCK + i];
        uint32_t whole = part->keys ? block->sketch.keys[part->key] : 0;
        if (block->findings[i].at == NONE &&
            !write_row(engine, &place->arena, block->findings + i, whole, engine->rows + row))
            return 0;
    }
    return 1;
}
