/* A crew: threads that take the units of a round's steps, whoever is free, and go on together to the next step. */

static void start_step(Rounds *rounds, int step, size_t units)
{
    uint64_t number = atomic_load(&rounds->ticket) >> 40;
    rounds->step = step;
    for (size_t i = 0; i < LIVES * MOST_BLOCKS; i++)
        atomic_store(&rounds->hall->blocks[i].taken, 0);
    atomic_store(&rounds->finished, 0);
    atomic_store(&rounds->ticket, (number + 1) << 40 | (uint64_t)units << 20);
}

/* Look the round up, and write what was kept in the round before; after the last round there is only that. */
static void start_round(Rounds *rounds)
{
    size_t blocks = (rounds->count + BLOCK - 1) / BLOCK, limit = rounds->start / BLOCK + 2 * MOST_BLOCKS;
    for (size_t i = 0; i < rounds->shares; i++)
        atomic_store(&rounds->hall->shares[i].taken, 0);
    atomic_store(&rounds->limit, limit < blocks ? limit : blocks);
    start_step(rounds, LOOK_UP, rounds->shares + blocks_before(rounds));
}

/* After the last unit of a step: on to the next, or to the end. */
static void turn_step(Rounds *rounds, Place *place)
{
    if (!atomic_load(&rounds->failed) && rounds->step == LOOK_UP) {
        rounds->engine->row_count += rounds->hall->fresh.kept_count;
        if (rounds->start < rounds->count) {
            start_step(rounds, CHECK, blocks_of(rounds));
            return;
        }
    } else if (!atomic_load(&rounds->failed)) {
        if (settle_round(rounds, place)) {
            rounds->before = rounds->start;
            rounds->start += texts_of(rounds);
            start_round(rounds);
            return;
        }
        atomic_store(&rounds->failed, 1);
    }
    atomic_store(&rounds->over, 1);
}

static void do_unit(Rounds *rounds, Place *place, size_t unit, size_t units)
{
    int done = atomic_load(&rounds->failed) ? 0
               : rounds->step == CHECK      ? check_block(rounds, place)
               : unit < rounds->shares      ? serve_share(rounds, place)
                                            : write_block(rounds, place);
    if (!done)
        atomic_store(&rounds->failed, 1);
    if (atomic_fetch_add(&rounds->finished, 1) + 1 == units)
        turn_step(rounds, place);
}

/* Take units until all is over, or the first thread is to take more texts. */
static void work(Rounds *rounds, Place *place)
{
    unsigned waited = 0;
    while (!atomic_load(&rounds->over) && (place->number || !is_hungry(rounds))) {
        uint64_t ticket = atomic_load(&rounds->ticket);
        size_t next = ticket & 0xFFFFF, units = ticket >> 20 & 0xFFFFF;
        if (next == units) {
            if (!sketch_next(rounds, place)) /* rather than wait */
                wait_a_little(&waited);
        } else if (atomic_compare_exchange_weak(&rounds->ticket, &ticket, ticket + 1)) {
            do_unit(rounds, place, next, units);
            waited = 0;
        }
    }
}

typedef struct {
    Rounds *rounds;
    Place *place;
    pthread_t thread;
    int started;
} Runner;

static void *run(void *given)
{
    Runner *runner = given;
    work(runner->rounds, runner->place);
    return NULL;
}

/* Sketch and decide texts on this thread alone; 0 when there is no memory. */
static int work_alone(Rounds *rounds, Place *place)
{
    Sketch *sketch = &rounds->hall->blocks->sketch;
    for (size_t at = 0; at < rounds->count; at += BLOCK) {
        size_t left = rounds->count - at, count = left < BLOCK ? left : BLOCK;
        empty_sketch(sketch);
        if (!sketch_texts(sketch, &place->bench, &rounds->engine->plan, rounds->texts + at, count) ||
            !decide_all(rounds->engine, &place->desk, sketch, rounds->rows + at, rounds->scores + at))
            return 0;
    }
    return 1;
}

/* Start the threads beside this one; those the system refuses are done without. */
static void start_crew(Rounds *rounds, Runner *runners, size_t count)
{
    rounds->crew = count;
    rounds->shares = count < SHELVES ? count : SHELVES;
    for (size_t i = 0; i < count; i++)
        atomic_store(&runners[i].place->turn, 0);
    atomic_store(&rounds->over, !rounds->count);
    for (size_t i = 0; i < LIVES * MOST_BLOCKS; i++)
        atomic_store(&rounds->hall->blocks[i].ready, 0);
    rounds->hall->fresh.kept_count = 0;
    if (rounds->count)
        start_round(rounds);
    for (size_t i = 1; i < count; i++)
        runners[i].started = !pthread_create(&runners[i].thread, NULL, run, runners + i);
}

/* Wait for the threads, all being decided; 0 when there is no memory. */
static int end_crew(Rounds *rounds, Runner *runners, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (runners[i].started)
            pthread_join(runners[i].thread, NULL);
    return !atomic_load(&rounds->failed);
}
