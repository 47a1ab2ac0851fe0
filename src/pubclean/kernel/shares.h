/* The first step of a round: each thread inserts into its share of the shelves, and looks keys up there. */

/* Whether the round is sketched; otherwise sketch some of it, or wait. */
static int is_sketched(Rounds *rounds, Place *place)
{
    unsigned waited = 0;
    for (size_t i = 0; i < blocks_of(rounds); i++)
        while (atomic_load(&block_of(rounds, i)->ready) != rounds->start / BLOCK + i + 1) {
            if (atomic_load(&rounds->failed))
                return 0;
            if (!sketch_next(rounds, place))
                wait_a_little(&waited);
        }
    return !atomic_load(&rounds->failed);
}

/* The first shelf of a share. */
static size_t first_shelf(const Rounds *rounds, size_t share) { return share * SHELVES / rounds->shares; }

static size_t share_of(const Rounds *rounds, uint32_t key)
{
    size_t share = shelf_of(key) * rounds->shares / SHELVES;
    return share + (share + 1 < rounds->shares && first_shelf(rounds, share + 1) <= shelf_of(key));
}

/* The keys of a block that are of a share; none of no block. */
typedef struct {
    const Route *at, *end;
} Stretch;

static Stretch stretch_of(const Rounds *rounds, const Block *block, size_t share)
{
    if (!block)
        return (Stretch){NULL, NULL};
    return (Stretch){block->routes + block->edges[first_shelf(rounds, share)],
                     block->routes + block->edges[first_shelf(rounds, share + 1)]};
}

/* Ask for the memory that these keys' slots are in. */
static void foresee_slots(const Keys *keys, Stretch stretch)
{
    for (; stretch.at < stretch.end; stretch.at++)
        foresee_slot(keys, stretch.at->key);
}

/* Ask for the memory that the key in hand will make way for: a slot of the next block, and a list. */
INLINE void foresee_next(const Keys *keys, const Route *at, const Route *end, Stretch *next)
{
    if (next->at < next->end)
        foresee_slot(keys, next->at++->key);
    if (at + SOON < end)
        foresee_list(keys, at[SOON].key);
}

/* Insert the keys of the rows kept in the round before, of a share; 0 when there is no memory. */
static int insert_share(Rounds *rounds, size_t share)
{
    Engine *engine = rounds->engine;
    const size_t first = rounds->before / BLOCK, count = blocks_before(rounds);
    Stretch next = stretch_of(rounds, count ? block_at(rounds, first) : NULL, share);
    foresee_slots(&engine->keys, next);
    for (size_t i = 0; i < count; i++) {
        const Block *block = block_at(rounds, first + i);
        const int64_t *rows = rounds->rows + rounds->before + i * BLOCK;
        Stretch stretch = stretch_of(rounds, block, share);
        next = stretch_of(rounds, i + 1 < count ? block_at(rounds, first + i + 1) : NULL, share);
        for (const Route *at = stretch.at; at < stretch.end; at++) {
            foresee_next(&engine->keys, at, stretch.end, &next);
            if (block->kept >> at->text & 1 &&
                !insert(&engine->keys, at->key, (uint32_t)rows[at->text], engine->plan.copies))
                return 0;
        }
        foresee_slots(&engine->keys, next);
    }
    return 1;
}

/* Note that a text of the round has a key. */
static void meet(Share *share, uint32_t key, Found *found)
{
    size_t at = key & share->mask;
    while (share->meetings[at].first && share->meetings[at].key != key)
        at = (at + 1) & share->mask;
    Meeting *meeting = share->meetings + at;
    if (!meeting->first) {
        *meeting = (Meeting){found, key};
        return;
    }
    share->met += 1 + !meeting->first->met;
    meeting->first->met = found->met = 1;
}

/* Look a key up; 0 when there is no memory. */
INLINE int look_up_key(const Engine *engine, Share *share, uint32_t key, Found *found)
{
    uint32_t listed;
    const uint32_t *rows = rows_of(&engine->keys, key, &listed);
    *found = (Found){*rows, (uint8_t)(listed ? listed : *rows == HOT ? IS_HOT : 0), 0};
    if (listed > 1) {
        if (!RESERVE(share->rows, share->row_room, share->row_count + listed))
            return 0;
        found->value = (uint32_t)share->row_count;
        copy(share->rows + share->row_count, rows, listed * sizeof *rows);
        share->row_count += listed;
    }
    if (found->standing != IS_HOT)
        meet(share, key, found);
    return 1;
}

/* Forget what a share knew, and make room for the keys of the round; 0 when there is no memory. */
static int clear_share(Rounds *rounds, size_t number)
{
    Share *share = rounds->hall->shares + number;
    size_t keys = 0, size = 64;
    for (size_t i = 0; i < blocks_of(rounds); i++) {
        Stretch stretch = stretch_of(rounds, block_of(rounds, i), number);
        keys += (size_t)(stretch.end - stretch.at);
    }
    while (size < keys + keys / 2)
        size *= 2;
    if (!RESERVE(share->meetings, share->meeting_room, size) || keys >= UINT32_MAX / FULL)
        return 0;
    memset(share->meetings, 0, size * sizeof *share->meetings);
    share->mask = size - 1;
    share->row_count = share->met = 0;
    return 1;
}

/* Look the keys of the round up, of a share; 0 when there is no memory. */
static int look_up_share(Rounds *rounds, size_t number)
{
    const Engine *engine = rounds->engine;
    Share *share = rounds->hall->shares + number;
    const size_t count = blocks_of(rounds);
    Stretch next = stretch_of(rounds, block_of(rounds, 0), number);
    if (!clear_share(rounds, number))
        return 0;
    foresee_slots(&engine->keys, next);
    for (size_t i = 0; i < count; i++) {
        Block *block = block_of(rounds, i);
        Stretch stretch = stretch_of(rounds, block, number);
        next = stretch_of(rounds, i + 1 < count ? block_of(rounds, i + 1) : NULL, number);
        for (const Route *at = stretch.at; at < stretch.end; at++) {
            foresee_next(&engine->keys, at, stretch.end, &next);
            if (!look_up_key(engine, share, at->key, block->found + at->at))
                return 0;
        }
        foresee_slots(&engine->keys, next);
    }
    return 1;
}

/* Take a share, one's own if it is free, and do what is to be done with it; 0 when there is no memory. */
static int serve_share(Rounds *rounds, Place *place)
{
    size_t number = place->number % rounds->shares;
    while (atomic_exchange(&rounds->hall->shares[number].taken, 1))
        number = (number + 1) % rounds->shares;
    if (!insert_share(rounds, number))
        return 0;
    return rounds->start == rounds->count || (is_sketched(rounds, place) && look_up_share(rounds, number));
}
