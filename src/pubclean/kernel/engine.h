/* The engine that grows: texts in order, each new or a repeat of a kept one. reference/engine.py is its twin. */

enum { MOST = 32, MOST_SHARED = 200, BOLDEST = 8 };

static int ascending64(const void *one, const void *other)
{
    uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)other;
    return (a > b) - (a < b);
}

/* Fill `proposed` with the rows to check, at most MOST; NONE when there is no memory. */
static uint32_t propose(Engine *engine, const uint32_t *keys, uint32_t count)
{
    const uint32_t need = engine->plan.copies && count > 2 ? 2 : 1; /* a text may have one anchor only */
    size_t found = 0, kept = 0;
    if (++engine->turn == 1u << 24) { /* a tally holds 24 bits of turn and 8 of count */
        memset(engine->tally, 0, engine->tally_room * sizeof *engine->tally);
        engine->turn = 1;
    }
    const uint32_t turn = (uint32_t)engine->turn << 8;
    for (uint32_t i = 0; i < count; i++) {
        size_t listed;
        const uint32_t *rows = rows_of(&engine->keys, find(&engine->keys, keys[i]), &listed);
        if (!RESERVE(engine->proposed, engine->proposed_room, found + listed))
            return NONE;
        for (size_t k = 0; k < listed; k++) {
            uint32_t *tally = engine->tally + rows[k];
            engine->proposed[found] = rows[k];
            found += *tally < turn;
            *tally = *tally < turn ? turn : *tally;
            *tally += (*tally & 0xFF) < MOST_SHARED ? 1 + !i : 0; /* the whole text in common is enough */
        }
    }
    for (size_t i = 0; i < found; i++) {
        uint32_t row = engine->proposed[i];
        if ((engine->tally[row] & 0xFF) >= need && !(engine->rows[row].flags & GONE))
            engine->proposed[kept++] = row;
    }
    if (kept <= MOST)
        return (uint32_t)kept;
    if (!RESERVE(engine->ranked, engine->ranked_room, kept))
        return NONE;
    for (size_t i = 0; i < kept; i++)
        engine->ranked[i] = (uint64_t)(0xFF - (engine->tally[engine->proposed[i]] & 0xFF)) << 32 | engine->proposed[i];
    qsort(engine->ranked, kept, sizeof *engine->ranked, ascending64);
    for (size_t i = 0; i < MOST; i++)
        engine->proposed[i] = (uint32_t)engine->ranked[i];
    return MOST;
}

/* Make the text at hand ready for checks. */
static int ready(Engine *engine, View *view)
{
    const uint32_t *shingles = view->shingles;
    if (!distinct_shingles(&engine->set, view->shingles, &view->count, engine->plan.copies))
        return 0;
    if (engine->plan.copies) {
        memset(engine->trace, 0, sizeof engine->trace);
        for (size_t i = 0; i < view->count; i++)
            engine->trace[shingles[i] >> 25] |= 1ull << (shingles[i] >> 19 & 63);
    }
    return 1;
}

/* Whether two texts of prose surely share too little to be copies; it costs a fifth of counting what they share. */
static int unrelated(const Engine *engine, const View *new, const View *old)
{
    const uint32_t *shingles = old->shingles;
    uint32_t fewer = new->count < old->count ? new->count : old->count;
    size_t most = 0;
    if (new->words < SHORT || old->words < SHORT || old->count > LARGE)
        return 0;
    for (size_t i = 0; i < old->count; i++)
        most += engine->trace[shingles[i] >> 25] >> (shingles[i] >> 19 & 63) & 1;
    return (double)most / fewer < TRACE;
}

/* How far the text at hand repeats a kept row, 0 when it does not, -1 when there is no memory. */
static double similarity(Engine *engine, const View *new, uint32_t row)
{
    const Plan *plan = &engine->plan;
    if (!settle(engine, engine->rows + row))
        return -1;
    View old = view_row(engine, engine->rows + row);
    if (plan->copies)
        return unrelated(engine, new, &old) ? 0 : copied_share(&engine->aligner, new, &old, shared_shingles(&engine->set, new, &old, 1), plan->threshold);
    double fewer = new->count < old.count ? new->count : old.count, more = new->count < old.count ? old.count : new->count;
    if (fewer / more < plan->threshold)
        return 0;
    size_t shared = shared_shingles(&engine->set, new, &old, 0);
    double jaccard = (double)shared / (double)(new->count + old.count - shared);
    return jaccard >= plan->threshold ? jaccard : 0;
}

/* Make room for the keys of a text: twice the room, or what the texts to come will want if they are like those before. */
static int widen(Engine *engine, uint32_t count)
{
    Keys *keys = &engine->keys;
    size_t size = keys->size * 2 + count * 2, each = keys->used / (engine->decided + 1) + 1;
    size_t most = keys->size * BOLDEST, wanted = engine->awaited < most / each ? keys->used + engine->awaited * each : most;
    wanted = wanted * 10 / 7 < most ? wanted * 10 / 7 : most;
    return grow_keys(keys, size > wanted ? size : wanted);
}

/* Keep the text at hand; 0 when there is no memory. */
static int keep(Engine *engine, const View *view, const uint32_t *keys, uint32_t count)
{
    size_t wide = engine->plan.copies ? NARROW : WIDE, row = engine->row_count;
    size_t shingles = view->count * wide, numbers = view->number_count * sizeof(uint32_t);
    if (row >= LISTED - 2 || !RESERVE(engine->rows, engine->row_room, row + 1) ||
        !RESERVE(engine->tally, engine->tally_room, row + 1))
        return 0;
    if ((engine->keys.used + count) * 10 >= engine->keys.size * 7 && !widen(engine, count))
        return 0;
    uint8_t *data = allot(engine, shingles + numbers + view->size);
    if (!data)
        return 0;
    copy(data, view->shingles, shingles);
    if (engine->plan.copies) {
        copy(data + shingles, view->numbers, numbers);
        copy(data + shingles + numbers, view->text, view->size);
    }
    engine->rows[row] = (Row){data, view->count, view->size, view->points, view->number_count, view->words,
                              RAW, count ? keys[0] : 0};
    engine->tally[row] = 0;
    for (uint32_t i = 0; i < count; i++)
        if (!insert(&engine->keys, keys[i], (uint32_t)row, engine->plan.copies))
            return 0;
    engine->row_count++;
    return 1;
}

/* Find the kept row that text `i` of a sketch repeats, or keep it; 0 when there is no memory. */
static int decide(Engine *engine, const Sketch *sketch, size_t i, int64_t *row, float *score)
{
    const Part *part = sketch->parts + i;
    const uint32_t *keys = sketch->keys + part->key;
    View view = view_part(sketch, part);
    uint32_t proposed = propose(engine, keys, part->keys), at = NONE;
    double best = 0;
    engine->decided++;
    engine->awaited -= engine->awaited > 0;
    if (proposed == NONE)
        return 0;
    if (proposed && !ready(engine, &view))
        return 0;
    for (uint32_t k = 0; k < proposed; k++) {
        uint32_t candidate = engine->proposed[k];
        double found = similarity(engine, &view, candidate);
        if (found < 0)
            return 0;
        if (found > best || (found == best && at != NONE && candidate < at)) {
            best = found;
            at = candidate;
        }
    }
    *row = at == NONE ? (int64_t)engine->row_count : at;
    *score = at == NONE ? 1 : (float)best;
    return at != NONE || keep(engine, &view, keys, part->keys);
}

/* Make room for texts to come; without it the room grows as they come. */
static int expect(Engine *engine, size_t texts)
{
    size_t slots = (engine->keys.used + texts * (size_t)(engine->plan.copies ? 1 : 1 + engine->plan.bands)) * 10 / 7 + 64;
    engine->awaited += texts;
    return RESERVE(engine->rows, engine->row_room, engine->row_count + texts) &&
           RESERVE(engine->tally, engine->tally_room, engine->row_count + texts) &&
           (slots <= engine->keys.size || grow_keys(&engine->keys, slots));
}

/* Ask for the memory that deciding text `i` will read: first the slots of its keys, later their lists. */
INLINE void foresee(const Engine *engine, const Sketch *sketch, size_t i, int lists)
{
    if (i >= sketch->count)
        return;
    const Part *part = sketch->parts + i;
    for (uint32_t k = 0; k < part->keys; k++) {
        const Slot *slot = engine->keys.slots + home(&engine->keys, sketch->keys[part->key + k]);
        if (!lists)
            PREFETCH(slot);
        else if (slot->value >= LISTED && slot->value < HOT)
            PREFETCH(engine->keys.lists + (slot->value & ~LISTED));
        else if (slot->value < LISTED)
            PREFETCH(engine->tally + slot->value);
    }
}
