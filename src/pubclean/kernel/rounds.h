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

enum { BLOCK = 16, MOST_BLOCKS = 16, LIVES = 3, PATIENCE = 20000, WAITING = 32 };

/* A block of texts: its sketch, what was found of each key and of each text. */
typedef struct {
    Sketch sketch;
    Found *found;
    Finding *findings;
    size_t found_room, finding_room;
    atomic_size_t ready; /* the number + 1 of the block that is sketched here */
} Block;

/* What one thread works with; used again, as blocks are. */
typedef struct {
    Bench bench;
    Desk desk;
    Arena arena;
    size_t number;
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
    size_t keys[SHELVES]; /* how many keys of the round each shelf has */
    atomic_int taken;
} Share;

/* Keys on their way to their shelves; their slots have been asked for. */
typedef struct {
    uint32_t key, row;
    Found *found;
} Waiting;

typedef struct {
    Waiting keys[2 * WAITING + 1];
    size_t count;
} Queue;

/* A row to keep: its block, counted from the first text of all, and its place there. */
typedef struct {
    size_t block, text;
} Kept;

/* What rounds work with, from call to call. */
typedef struct {
    Block blocks[LIVES * MOST_BLOCKS]; /* those to be written, those looked up, and those sketched ahead */
    Share shares[SHELVES];
    Fresh fresh;
    Kept *kept;
    uint64_t *seen; /* per row kept in the round: the turn a text met it in, and how often */
    uint64_t turn;
    size_t kept_room, seen_room;
    Place *places;
    size_t place_count;
} Hall;

static void clear_hall(Hall *hall)
{
    for (size_t i = 0; i < LIVES * MOST_BLOCKS; i++) {
        free_sketch(&hall->blocks[i].sketch);
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
    free(hall->kept);
    free(hall->seen);
    free(hall->places);
}

enum { LOOK_UP, CHECK };

typedef struct {
    Engine *engine;
    Hall *hall;
    const Text *texts;
    size_t count, start, before, shares; /* texts; where this round and the one before begin; parts of the shelves */
    int64_t *rows;
    float *scores;
    int step;
    atomic_size_t taken, finished; /* texts that are there; units of the step */
    atomic_size_t next, limit;     /* the block to be sketched next, and how far one may be ahead */
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

/* Sketch the block that comes next, if its texts are there; whether there was one. */
static int sketch_next(Rounds *rounds, Place *place)
{
    size_t number = atomic_load(&rounds->next), start = number * BLOCK, left = rounds->count - start;
    size_t count = left < BLOCK ? left : BLOCK;
    if (number >= atomic_load(&rounds->limit) || atomic_load(&rounds->taken) < start + count ||
        atomic_load(&rounds->failed) || !atomic_compare_exchange_strong(&rounds->next, &number, number + 1))
        return 0;
    Block *block = block_at(rounds, number);
    empty_sketch(&block->sketch);
    if (!sketch_texts(&block->sketch, &place->bench, &rounds->engine->plan, rounds->texts + start, count) ||
        !RESERVE(block->found, block->found_room, block->sketch.key_count + 1) ||
        !RESERVE(block->findings, block->finding_room, count))
        atomic_store(&rounds->failed, 1);
    atomic_store(&block->ready, number + 1);
    return 1;
}
