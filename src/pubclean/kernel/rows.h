/* What an engine keeps: rows, in memory that stays where it is. */

enum { CHUNK = 2 << 20 };
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
    if (!sketch->text) /* of texts for "jaccard" only the shingles are kept */
        return (View){.shingles = sketch->shingles + part->shingle, .count = part->shingles, .words = part->words};
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
