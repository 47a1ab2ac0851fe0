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

/* Put those keys of a text that are of a share into the queue, and ask for their slots. */
static void enqueue(Rounds *rounds, size_t share, Queue *queue, const uint32_t *keys, Found *found, size_t count,
                    uint32_t row)
{
    const size_t first = first_shelf(rounds, share), shelves = first_shelf(rounds, share + 1) - first;
    const size_t known = queue->count;
    for (size_t k = 0; k < count; k++) {
        queue->keys[queue->count] = (Waiting){keys[k], row, found + k};
        queue->count += shelf_of(keys[k]) - first < shelves;
    }
    for (size_t k = known; k < queue->count; k++)
        foresee_slot(&rounds->engine->keys, queue->keys[k].key);
}

/* Take the first `count` out of the queue. */
static void dequeue(Queue *queue, size_t count)
{
    queue->count -= count;
    memmove(queue->keys, queue->keys + count, queue->count * sizeof *queue->keys);
}

/* Insert the first of the keys that wait, leaving the last `rest`; 0 when there is no memory. */
static int insert_all(Engine *engine, Queue *queue, size_t rest)
{
    size_t count = queue->count > rest ? queue->count - rest : 0;
    for (size_t i = 0; i < count; i++) {
        if (i + SOON < queue->count)
            foresee_list(&engine->keys, queue->keys[i + SOON].key);
        if (!insert(&engine->keys, queue->keys[i].key, queue->keys[i].row, engine->plan.copies))
            return 0;
    }
    dequeue(queue, count);
    return 1;
}

/* Insert the keys of the rows kept in the round before, of a share; 0 when there is no memory. */
static int insert_share(Rounds *rounds, size_t share)
{
    const Hall *hall = rounds->hall;
    Queue queue = {.count = 0};
    for (size_t i = 0; i < hall->fresh.kept_count; i++) {
        const Sketch *sketch = &block_at(rounds, hall->kept[i].block)->sketch;
        const Part *part = sketch->parts + hall->kept[i].text;
        for (uint32_t from = 0; from < part->keys; from += WAITING) {
            size_t left = part->keys - from;
            enqueue(rounds, share, &queue, sketch->keys + part->key + from, NULL, left < WAITING ? left : WAITING,
                    (uint32_t)(hall->fresh.first + i));
            if (!insert_all(rounds->engine, &queue, WAITING))
                return 0;
        }
    }
    return insert_all(rounds->engine, &queue, 0);
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

/* Look the first of the keys that wait up, leaving the last `rest`; 0 when there is no memory. */
static int look_up_all(const Engine *engine, Share *share, Queue *queue, size_t rest)
{
    size_t count = queue->count > rest ? queue->count - rest : 0;
    for (size_t i = 0; i < count; i++) {
        Found *found = queue->keys[i].found;
        uint32_t listed;
        if (i + SOON < queue->count)
            foresee_list(&engine->keys, queue->keys[i + SOON].key);
        const uint32_t *rows = rows_of(&engine->keys, queue->keys[i].key, &listed);
        *found = (Found){*rows, (uint8_t)(listed ? listed : *rows == HOT ? IS_HOT : 0), 0};
        if (listed > 1) {
            if (!RESERVE(share->rows, share->row_room, share->row_count + listed))
                return 0;
            found->value = (uint32_t)share->row_count;
            copy(share->rows + share->row_count, rows, listed * sizeof *rows);
            share->row_count += listed;
        }
        if (found->standing != IS_HOT)
            meet(share, queue->keys[i].key, found);
    }
    dequeue(queue, count);
    return 1;
}

/* Forget what a share knew, and make room for the keys of the round; 0 when there is no memory. */
static int clear_share(Rounds *rounds, size_t number)
{
    Share *share = rounds->hall->shares + number;
    size_t keys = 0, size = 64;
    memset(share->keys, 0, sizeof share->keys);
    for (size_t i = 0; i < blocks_of(rounds); i++) {
        const Sketch *sketch = &block_of(rounds, i)->sketch;
        for (size_t k = 0; k < sketch->key_count; k++)
            share->keys[shelf_of(sketch->keys[k])]++;
    }
    for (size_t i = first_shelf(rounds, number); i < first_shelf(rounds, number + 1); i++)
        keys += share->keys[i];
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
    Share *share = rounds->hall->shares + number;
    Queue queue = {.count = 0};
    if (!clear_share(rounds, number))
        return 0;
    for (size_t i = 0; i < blocks_of(rounds); i++) {
        Block *block = block_of(rounds, i);
        for (size_t from = 0; from < block->sketch.key_count; from += WAITING) {
            size_t left = block->sketch.key_count - from;
            enqueue(rounds, number, &queue, block->sketch.keys + from, block->found + from,
                    left < WAITING ? left : WAITING, 0);
            if (!look_up_all(rounds->engine, share, &queue, WAITING))
                return 0;
        }
    }
    return look_up_all(rounds->engine, share, &queue, 0);
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
