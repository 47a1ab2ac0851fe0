/* Sketching and deciding in relay: threads sketch side by side, and take turns, in the order of the texts, to decide.
 *
 * A thread decides what it sketched, while that lies in its cache; until it is its turn it sketches ahead. The order of
 * deciding is that of one thread, and so are the answers.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

enum { BLOCK = 64, AHEAD = 8, PATIENCE = 1000 };

/* A sketch on its way to an engine, and the bench it was made on; both are used again. */
typedef struct {
    Sketch sketch;
    Bench bench;
    uint8_t *fresh; /* a chunk for the rows to be kept, or NULL; a runner's is in the first of its works */
    size_t block;
} Work;

static void clear_work(Work *work)
{
    free_sketch(&work->sketch);
    free_bench(&work->bench);
    free(work->fresh);
    work->fresh = NULL;
}

typedef struct {
    Engine *engine;
    const Text *texts;
    size_t count, blocks;
    int64_t *rows;
    float *scores;
    int several, large; /* threads; chunks of full size, as far as is known at the start */
    atomic_size_t taken, claimed, turn; /* texts that are there; blocks */
    atomic_int failed;
} Relay;

typedef struct {
    Relay *relay;
    Work *works; /* AHEAD of them */
    pthread_t thread;
    int started;
} Runner;

/* Decide all texts of a sketch, in order; 0 when there is no memory. */
static int decide_all(Engine *engine, const Sketch *sketch, int64_t *rows, float *scores)
{
    int done = 1;
    for (size_t i = 0; i < 4; i++)
        foresee(engine, sketch, i, 0);
    for (size_t i = 0; done && i < sketch->count; i++) {
        foresee(engine, sketch, i + 4, 0);
        foresee(engine, sketch, i + 1, 1);
        done = decide(engine, sketch, i, rows + i, scores + i);
    }
    return done;
}

/* A turn is short, so wait for it awake; a long one, or a thread that was put to sleep, is not worth a core. */
static void wait_a_little(unsigned *waited)
{
    const struct timespec nap = {.tv_nsec = 20000};
    if (++*waited < PATIENCE)
        PAUSE();
    else
        nanosleep(&nap, NULL);
}

static void sketch_block(Relay *relay, Work *work, size_t block)
{
    size_t start = block * BLOCK, left = relay->count - start, count = left < BLOCK ? left : BLOCK;
    unsigned waited = 0;
    work->block = block;
    empty_sketch(&work->sketch);
    while (atomic_load(&relay->taken) < start + count) /* it comes before a failure is known to be one */
        wait_a_little(&waited);
    if (atomic_load(&relay->failed))
        return;
    if (!sketch_texts(&work->sketch, &work->bench, &relay->engine->plan, relay->texts + start, count))
        atomic_store(&relay->failed, 1);
}

/* Decide a block and pass the turn on, after a failure too: nobody waits for ever. */
static void decide_block(Relay *relay, const Work *work, uint8_t **fresh)
{
    size_t start = work->block * BLOCK;
    Engine *engine = relay->engine;
    engine->fresh = *fresh;
    if (!atomic_load(&relay->failed) &&
        !decide_all(engine, &work->sketch, relay->rows + start, relay->scores + start))
        atomic_store(&relay->failed, 1);
    *fresh = engine->fresh; /* unless it was taken */
    engine->fresh = NULL;
    atomic_store(&relay->turn, work->block + 1);
}

static void *run(void *given)
{
    Runner *runner = given;
    Relay *relay = runner->relay;
    size_t first = 0, held = 0;
    unsigned waited = 0;
    for (int more = 1; more || held;) {
        Work *oldest = runner->works + first;
        if (held && atomic_load(&relay->turn) == oldest->block) {
            decide_block(relay, oldest, &runner->works->fresh);
            first = (first + 1) % AHEAD;
            held--;
            waited = 0;
        } else if (more && held < AHEAD) {
            size_t block = atomic_fetch_add(&relay->claimed, 1);
            more = block < relay->blocks;
            if (more)
                sketch_block(relay, runner->works + (first + held++) % AHEAD, block);
            if (more && relay->several && relay->large && !runner->works->fresh)
                runner->works->fresh = fresh_chunk(); /* the first touch is no work for the turn */
        } else {
            wait_a_little(&waited);
        }
    }
    return NULL;
}

/* Start the threads beside this one; those the system refuses are done without. */
static void start_relay(Relay *relay, Runner *runners, size_t count)
{
    relay->blocks = (relay->count + BLOCK - 1) / BLOCK;
    relay->large = relay->engine->bytes >= CHUNK;
    if (count > relay->blocks)
        count = relay->blocks;
    relay->several = count > 1;
    for (size_t i = 1; i < count; i++)
        runners[i].started = !pthread_create(&runners[i].thread, NULL, run, runners + i);
}

/* Run on this thread too, until all is decided; 0 when there is no memory. */
static int end_relay(Relay *relay, Runner *runners, size_t count)
{
    run(runners);
    for (size_t i = 1; i < count; i++)
        if (runners[i].started)
            pthread_join(runners[i].thread, NULL);
    return !atomic_load(&relay->failed);
}
