/* The engine that grows: texts in order, each new or a repeat of a kept one. reference/engine.py is its twin. */

enum { MOST = 32, MOST_SHARED = 200, CHUNK = 4 << 20, BOLDEST = 8 };
typedef struct {
    uint8_t *data; /* shingles, numbers, text */
    uint32_t count, size, points, numbers, words, flags, whole;
} Row;
enum { GONE = 1, RAW = 2 };

typedef struct {
    Plan plan;
    Keys keys;
    Row *rows;
    uint32_t *tally; /* per row: the turn it was last proposed in, and how often */
    uint32_t *proposed;
    size_t row_count, row_room, tally_room, proposed_room;
    uint64_t turn;
    uint8_t **chunks;
    uint8_t *next, *fresh; /* `fresh`: a chunk that a sketching thread made ready, or NULL */
    size_t chunk_count, chunk_room, left, bytes;
    size_t decided, awaited; /* texts so far, and to come as far as is known */
    Set set, other; /* of the text at hand; of a row when it is first looked at */
    Aligner aligner;
    uint64_t trace[128]; /* a bit for every shingle of the text at hand, by its high bits */
    uint64_t *ranked; /* proposals by rank */
    size_t ranked_room;
} Engine;

static void free_engine(Engine *engine)
{
    for (size_t i = 0; i < engine->chunk_count; i++)
        free(engine->chunks[i]);
    free(engine->chunks);
    free(engine->keys.slots);
    free(engine->keys.lists);
    free(engine->rows);
    free(engine->tally);
    free(engine->proposed);
    free(engine->set.slots);
    free(engine->other.slots);
    free(engine->ranked);
    Aligner *aligner = &engine->aligner;
    free(aligner->codes[0]);
    free(aligner->codes[1]);
    free(aligner->masks);
    free(aligner->state);
    free(aligner->keys);
    free(aligner->places);
    free(engine->plan.a);
    free(engine->plan.b);
}

/* A chunk whose pages are there: the system clears them at the first touch, which is a good part of keeping a text. */
static uint8_t *fresh_chunk(void)
{
    volatile uint8_t *chunk = bulk(CHUNK);
    for (size_t at = 0; chunk && at < CHUNK; at += 4096)
        chunk[at] = 0;
    return (uint8_t *)chunk;
}

/* Memory that stays where it is for as long as the engine does. */
static uint8_t *allot(Engine *engine, size_t size)
{
    size = (size + 15) & ~(size_t)7; /* a text without words has a place too, and load40 reads past the end */
    if (size > engine->left) {
        /* a small index stays small: chunks grow with it, up to their full size */
        size_t usual = engine->bytes + 4096 < CHUNK ? engine->bytes + 4096 : CHUNK, room = size > usual ? size : usual;
        uint8_t *chunk = NULL;
        if (RESERVE(engine->chunks, engine->chunk_room, engine->chunk_count + 1))
            chunk = engine->fresh && room == CHUNK ? engine->fresh : bulk(room);
        if (!chunk)
            return NULL;
        if (chunk == engine->fresh)
            engine->fresh = NULL;
        engine->chunks[engine->chunk_count++] = chunk;
        engine->bytes += room;
        if (size == room)
            return chunk; /* a giant has a chunk of its own */
        engine->next = chunk;
        engine->left = room;
    }
    uint8_t *at = engine->next;
    engine->next += size;
    engine->left -= size;
    return at;
}

static int ascending64(const void *one, const void *other)
{
    uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)other;
    return (a > b) - (a < b);
}

static int ascending40(const void *one, const void *other)
{
    uint64_t a = 0, b = 0;
    for (int i = WIDE - 1; i >= 0; i--) {
        a = a << 8 | ((const uint8_t *)one)[i];
        b = b << 8 | ((const uint8_t *)other)[i];
    }
    return (a > b) - (a < b);
}

/* Drop repeated shingles in place, filling the set; past LARGE put them in order. 0 when there is no memory. */
static int distinct_shingles(Set *set, void *shingles, uint32_t *count, int copies)
{
    uint32_t *narrow = shingles;
    size_t kept = 0;
    if (!start_set(set, *count))
        return 0;
    for (size_t i = 0; i < *count; i++) {
        uint64_t value = copies ? narrow[i] : load40(shingles, i);
        if (copies)
            narrow[kept] = (uint32_t)value;
        else
            store40(shingles, kept, value);
        kept += (size_t)add(set, value);
    }
    *count = (uint32_t)kept;
    if (kept > LARGE && copies)
        sort_many(narrow, kept);
    else if (kept > LARGE)
        qsort(shingles, kept, WIDE, ascending40);
    return 1;
}

/* View a text of a sketch, repeated shingles and all; `ready` drops these where they lie. */
static View view_part(const Sketch *sketch, const Part *part)
{
    return (View){sketch->shingles + part->shingle, sketch->text + part->text, sketch->numbers + part->number,
                  part->shingles, part->size, part->points, part->numbers, part->words};
}

/* Most texts are never proposed, so a row's repeated shingles are dropped when it is first looked at. */
static int settle(Engine *engine, Row *row)
{
    const uint32_t wide = engine->plan.copies ? NARROW : WIDE, before = row->count;
    if (!(row->flags & RAW))
        return 1;
    if (!distinct_shingles(&engine->other, row->data, &row->count, engine->plan.copies))
        return 0;
    row->flags &= ~(uint32_t)RAW;
    if (row->count < before) /* numbers and text follow the shingles */
        memmove(row->data + (size_t)row->count * wide, row->data + (size_t)before * wide,
                row->numbers * sizeof(uint32_t) + row->size);
    return 1;
}

static View view_row(const Engine *engine, const Row *row)
{
    const uint8_t *numbers = row->data + (size_t)row->count * (engine->plan.copies ? NARROW : WIDE);
    if (!engine->plan.copies)
        return (View){.shingles = row->data, .count = row->count};
    return (View){row->data, numbers + row->numbers * sizeof(uint32_t), (const uint32_t *)numbers, row->count,
                  row->size, row->points, row->numbers, row->words};
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
