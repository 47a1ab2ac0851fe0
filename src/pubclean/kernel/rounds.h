/* Many threads: rounds of texts, decided side by side.
 *
 * Each thread has a share of the shelves, and alone reads and writes them: memory that two threads write goes to and
 * fro between them. A round has three steps. Threads look the keys of the round up, each those of its share, and note which
 * keys two texts of the round have; then they check the texts, block by block, against the rows kept before the round.
 * What they find stands unless a text before it in the round is kept and shares keys; so one of them walks through the
 * texts in order, checks those anew, and numbers the rows to keep, which are written while the next round is looked up.
 * So the answers are those of one text after the other.
 */
#include <pthread.h>
#include <time.h>

enum { BLOCK = 16, MOST_BLOCKS = 16, LIVES = 3, PATIENCE = 20000 };

/* A key of a block on its way to its shelf: its place among those of the block, and the text that has it. */
typedef struct {
    uint32_t key, at, text;
} Route;

/* A block of texts: its sketch, its keys by shelf, what was found of each key and of each text. */
typedef struct {
    Sketch sketch;
    Route *routes;
    Found *found;
    Finding *findings;
    size_t route_room, found_room, finding_room;
    uint32_t edges[SHELVES + 1]; /* where the keys of a shelf begin */
    uint32_t kept;               /* a bit for each text that is kept */
    atomic_size_t ready; /* the number + 1 of the block that is sketched here */
    atomic_int taken;    /* for this step */
} Block;

/* What one thread works with; used again, as blocks are. */
typedef struct {
    Bench bench;
    Desk desk;
    Arena arena;
    size_t number;
    atomic_size_t turn; /* of its blocks, which to sketch next; the first is that of its number, and so every so many */
} Place;

/* A key of the round, and what was found of the first text's. */
typedef struct {
    Found *first;
    uint32_t key;
} Meeting;

/* A share of the shelves: the rows that its keys propose, and its keys of this round. */
typedef struct {
    uint32_t *rows;
    Meeting *meetings;
    size_t row_room, meeting_room, row_count, mask, met;
    atomic_int taken;
} Share;

/* What rounds work with, from call to call. */
typedef struct {
    Block blocks[LIVES * MOST_BLOCKS]; /* those to be written, those looked up, and those sketched ahead */
    Share shares[SHELVES];
    Fresh fresh;
    uint64_t *seen; /* per row kept in the round: the turn a text met it in, and how often */
    uint64_t turn;
    size_t seen_room;
    Place *places;
    size_t place_count;
} Hall;

static void clear_hall(Hall *hall)
{
    for (size_t i = 0; i < LIVES * MOST_BLOCKS; i++) {
        free_sketch(&hall->blocks[i].sketch);
        free(hall->blocks[i].routes);
        free(hall->blocks[i].found);
        free(hall->blocks[i].findings);
    }
    for (size_t i = 0; i < SHELVES; i++) {
        free(hall->shares[i].rows);
        free(hall->shares[i].meetings);
    }
    for (size_t i = 0; i < hall->place_count; i++) {
        free_bench(&hall->places[i].bench);
        free_desk(&hall->places[i].desk);
    }
    free_fresh(&hall->fresh);
    free(hall->seen);
    free(hall->places);
}

enum { LOOK_UP, CHECK };

typedef struct {
    Engine *engine;
    Hall *hall;
    const Text *texts;
    size_t count, start, before; /* texts; where this round and the one before begin */
    size_t crew, shares;         /* threads, parts of the shelves */
    int64_t *rows;
    float *scores;
    int step;
    atomic_size_t taken, finished; /* texts that are there; units of the step */
    atomic_size_t limit;           /* how many blocks may be sketched by now */
    atomic_uint_least64_t ticket;  /* the step's number, how many units it has, the next one */
    atomic_int failed, over;
} Rounds;

static size_t texts_of(const Rounds *rounds)
{
    size_t left = rounds->count - rounds->start;
    return left < BLOCK * MOST_BLOCKS ? left : BLOCK * MOST_BLOCKS;
}

/* How many blocks the round has. */
static size_t blocks_of(const Rounds *rounds) { return (texts_of(rounds) + BLOCK - 1) / BLOCK; }

/* How many the round before had. */
static size_t blocks_before(const Rounds *rounds) { return (rounds->start - rounds->before + BLOCK - 1) / BLOCK; }

/* A step is short, so wait for it awake; a long one, or a thread that was put to sleep, is not worth a core. */
static void wait_a_little(unsigned *waited)
{
    const struct timespec nap = {.tv_nsec = 20000};
    if (++*waited < PATIENCE)
        PAUSE();
    else
        nanosleep(&nap, NULL);
}

/* The block of a number that counts from the first text of all. */
static Block *block_at(const Rounds *rounds, size_t number)
{
    return rounds->hall->blocks + number % (LIVES * MOST_BLOCKS);
}

/* A block of the round. */
static Block *block_of(const Rounds *rounds, size_t unit) { return block_at(rounds, rounds->start / BLOCK + unit); }

/* Sort the keys of a block by shelf, those of a shelf in the order of the texts; 0 when there is no memory. */
static int route_keys(Block *block)
{
    const Sketch *sketch = &block->sketch;
    uint32_t place[SHELVES + 1] = {0};
    if (sketch->key_count >= UINT32_MAX / BLOCK || !RESERVE(block->routes, block->route_room, sketch->key_count))
        return 0;
    for (size_t k = 0; k < sketch->key_count; k++)
        place[shelf_of(sketch->keys[k]) + 1]++;
    for (size_t i = 0; i < SHELVES; i++)
        place[i + 1] += place[i];
    memcpy(block->edges, place, sizeof place);
    for (uint32_t i = 0; i < sketch->count; i++) {
        const Part *part = sketch->parts + i;
        for (uint32_t k = (uint32_t)part->key; k < part->key + part->keys; k++)
            block->routes[place[shelf_of(sketch->keys[k])]++] = (Route){sketch->keys[k], k, i};
    }
    return 1;
}

/* Sketch the next block of a thread, if its texts are there; whether there was one. */
static int sketch_of(Rounds *rounds, Place *place, Place *of)
{
    size_t turn = atomic_load(&of->turn), number = turn * rounds->crew + of->number, start = number * BLOCK;
    size_t left = rounds->count - start, count = left < BLOCK ? left : BLOCK;
    if (number >= atomic_load(&rounds->limit) || atomic_load(&rounds->taken) < start + count ||
        atomic_load(&rounds->failed) || !atomic_compare_exchange_strong(&of->turn, &turn, turn + 1))
        return 0;
    Block *block = block_at(rounds, number);
    empty_sketch(&block->sketch);
    if (!sketch_texts(&block->sketch, &place->bench, &rounds->engine->plan, rounds->texts + start, count) ||
        !route_keys(block) || !RESERVE(block->found, block->found_room, block->sketch.key_count + 1) ||
        !RESERVE(block->findings, block->finding_room, count))
        atomic_store(&rounds->failed, 1);
    atomic_store(&block->ready, number + 1);
    return 1;
}

/* Sketch the next block, one's own or another's; whether there was one. */
static int sketch_next(Rounds *rounds, Place *place)
{
    for (size_t k = 0; k < rounds->crew; k++)
        if (sketch_of(rounds, place, rounds->hall->places + (place->number + k) % rounds->crew))
            return 1;
    return 0;
}

static int is_taken(Block *block) { return atomic_load(&block->taken) || atomic_exchange(&block->taken, 1); }

/* Take one of the blocks of this step: one's own, which the memory near this thread may hold, or another's. */
static size_t take_block(const Rounds *rounds, const Place *place, size_t first, size_t count)
{
    size_t unit = (rounds->crew + place->number - first % rounds->crew) % rounds->crew;
    for (; unit < count; unit += rounds->crew)
        if (!is_taken(block_at(rounds, first + unit)))
            return unit;
    for (unit = 0; is_taken(block_at(rounds, first + unit)); unit = (unit + 1) % count)
        ;
    return unit;
}

/* Whether more texts are to be taken, lest threads wait for them. */
static int is_hungry(Rounds *rounds)
{
    size_t taken = atomic_load(&rounds->taken);
    return taken < rounds->count && taken < (atomic_load(&rounds->limit) + MOST_BLOCKS) * BLOCK;
}
