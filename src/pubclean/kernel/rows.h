/* What an engine keeps: rows, in memory that stays where it is. Many threads may read while none keeps. */
#include <stdatomic.h>

#define NONE UINT32_MAX
enum { CHUNK = 2 << 20, LOCKS = 64 };
typedef struct {
    uint8_t *data; /* shingles, numbers, text */
    uint32_t count, size, points, numbers, words, whole;
    atomic_uint flags;
} Row;
enum { GONE = 1, RAW = 2 };

/* Memory in bulk, chained for the day it is freed. */
typedef struct Chunk {
    struct Chunk *older;
    size_t size;
} Chunk;

/* Where a thread puts the rows it keeps. */
typedef struct {
    uint8_t *next;
    size_t left;
} Arena;

typedef struct {
    Plan plan;
    Keys keys;
    Row *rows;
    size_t row_count, row_room;
    Arena arena; /* of whoever keeps one text at a time */
    _Atomic(Chunk *) chunks;
    atomic_size_t bytes; /* of the chunks */
    atomic_flag settling[LOCKS];
} Engine;

static void free_engine(Engine *engine)
{
    for (Chunk *chunk = atomic_load(&engine->chunks), *older; chunk; chunk = older) {
        older = chunk->older;
        unbulk(chunk, chunk->size);
    }
    free_keys(&engine->keys);
    free(engine->rows);
    free(engine->plan.a);
    free(engine->plan.b);
}

/* Memory that stays where it is for as long as the engine does. */
static uint8_t *allot(Engine *engine, Arena *arena, size_t size)
{
    size = (size + 15) & ~(size_t)7; /* a text without words has a place too, and load40 reads past the end */
    if (size > arena->left) {
        /* a small index stays small: chunks grow with it, up to their full size */
        size_t bytes = atomic_load(&engine->bytes), usual = bytes + 4096 < CHUNK ? bytes + 4096 : CHUNK;
        size_t room = size + sizeof(Chunk) > usual ? size + sizeof(Chunk) : usual;
        Chunk *chunk = bulk(room);
        if (!chunk)
            return NULL;
        *chunk = (Chunk){atomic_load(&engine->chunks), room};
        while (!atomic_compare_exchange_weak(&engine->chunks, &chunk->older, chunk))
            ;
        atomic_fetch_add(&engine->bytes, room);
        if (size + sizeof(Chunk) == room)
            return (uint8_t *)(chunk + 1); /* a giant has a chunk of its own */
        *arena = (Arena){(uint8_t *)(chunk + 1), room - sizeof(Chunk)};
    }
    uint8_t *at = arena->next;
    arena->next += size;
    arena->left -= size;
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

/* Drop repeated shingles in place, filling the set; what is read again and again is held in registers. */
INLINE size_t distinct_loop(Set *set, void *shingles, size_t count, int copies)
{
    uint64_t *const slots = set->slots;
    const size_t mask = set->mask;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t value = copies ? ((uint32_t *)shingles)[i] : load40(shingles, i);
        size_t at = slot_of(value, mask);
        while (slots[at] && slots[at] != value)
            at = (at + 1) & mask;
        int fresh = value ? !slots[at] : !set->zero;
        set->zero |= !value;
        slots[at] = value;
        if (kept < i && copies)
            ((uint32_t *)shingles)[kept] = (uint32_t)value;
        else if (kept < i)
            store40(shingles, kept, value);
        kept += (size_t)fresh;
    }
    return kept;
}

/* Leave distinct shingles, in the set too; past LARGE in ascending order. 0 when there is no memory. */
static int distinct_shingles(Set *set, void *shingles, uint32_t *count, int copies)
{
    if (!start_set(set, *count))
        return 0;
    size_t kept = copies ? distinct_loop(set, shingles, *count, 1) : distinct_loop(set, shingles, *count, 0);
    *count = (uint32_t)kept;
    if (kept > LARGE && copies)
        sort_many(shingles, kept);
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
static int settle(Engine *engine, Set *set, Row *row)
{
    if (!(atomic_load_explicit(&row->flags, memory_order_acquire) & RAW))
        return 1;
    const uint32_t wide = engine->plan.copies ? NARROW : WIDE;
    atomic_flag *lock = engine->settling + (size_t)(row - engine->rows) % LOCKS;
    int done = 1;
    while (atomic_flag_test_and_set_explicit(lock, memory_order_acquire))
        PAUSE();
    if (atomic_load(&row->flags) & RAW) { /* nobody else was faster */
        const uint32_t before = row->count;
        done = distinct_shingles(set, row->data, &row->count, engine->plan.copies);
        if (done && row->count < before) /* numbers and text follow the shingles */
            memmove(row->data + (size_t)row->count * wide, row->data + (size_t)before * wide,
                    row->numbers * sizeof(uint32_t) + row->size);
        if (done)
            atomic_fetch_and_explicit(&row->flags, ~(unsigned)RAW, memory_order_release);
    }
    atomic_flag_clear_explicit(lock, memory_order_release);
    return done;
}

static View view_row(const Engine *engine, const Row *row)
{
    const uint8_t *numbers = row->data + (size_t)row->count * (engine->plan.copies ? NARROW : WIDE);
    if (!engine->plan.copies)
        return (View){.shingles = row->data, .count = row->count};
    return (View){row->data, numbers + row->numbers * sizeof(uint32_t), (const uint32_t *)numbers, row->count,
                  row->size, row->points, row->numbers, row->words};
}
