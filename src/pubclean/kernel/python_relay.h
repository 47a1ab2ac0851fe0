/* A relay as Python starts it: it takes the texts, with the GIL, while other threads work on the first of them. */

enum { MOST_THREADS = 1024 };

/* Have places for so many threads, kept from call to call. */
static Runner *make_runners(Hall *hall, size_t threads, Rounds *rounds)
{
    if (threads > hall->place_count) {
        Place *places = realloc(hall->places, threads * sizeof *places);
        if (!places)
            return NULL;
        memset(places + hall->place_count, 0, (threads - hall->place_count) * sizeof *places);
        hall->places = places;
        for (; hall->place_count < threads; hall->place_count++)
            places[hall->place_count].number = hall->place_count;
    }
    Runner *runners = calloc(threads, sizeof *runners);
    for (size_t i = 0; runners && i < threads; i++)
        runners[i] = (Runner){.rounds = rounds, .place = hall->places + i};
    return runners;
}

/* Take the texts while other threads are at work on the first of them; 0 with an exception set. */
static int take_in_relay(Rounds *rounds, Text *texts, PyObject *list)
{
    int taken = 1;
    for (size_t at = 0; taken && at < rounds->count; at += BLOCK) {
        size_t left = rounds->count - at, end = at + (left < BLOCK ? left : BLOCK);
        taken = take_some(texts, list, at, end);
        if (!taken)
            atomic_store(&rounds->failed, 1);
        atomic_store(&rounds->taken, taken ? end : rounds->count);
    }
    return taken;
}

/* 1: decided; 0: no memory; -1: an exception is set. */
static int relay_texts(EngineObject *object, Rounds *rounds, Text *texts, PyObject *list, size_t threads)
{
    size_t blocks = (rounds->count + BLOCK - 1) / BLOCK;
    threads = threads < blocks ? threads : blocks ? blocks : 1;
    Runner *runners = make_runners(&object->hall, threads, rounds);
    if (!runners)
        return 0;
    if (threads > 1)
        start_crew(rounds, runners, threads);
    int taken = !list || take_in_relay(rounds, texts, list), done = 0;
    Py_BEGIN_ALLOW_THREADS
    if (threads > 1)
        done = end_crew(rounds, runners, threads);
    else if (taken)
        done = work_alone(rounds, runners->place);
    Py_END_ALLOW_THREADS
    free(runners);
    return taken ? done : -1;
}

/* Sketch and decide texts on a number of threads. */
static PyObject *engine_relay(PyObject *self, PyObject *arguments)
{
    EngineObject *object = (EngineObject *)self;
    PyObject *given, *rows, *scores;
    Py_ssize_t threads;
    size_t count = 0;
    if (!PyArg_ParseTuple(arguments, "On", &given, &threads))
        return NULL;
    if (threads < 1 || threads > MOST_THREADS)
        return PyErr_Format(PyExc_ValueError, "threads are between 1 and %d", MOST_THREADS);
    int listed = !PyTuple_Check(given);
    Text *texts = listed ? texts_of_list(given, &count) : point_at_rows(given, &count);
    if (!texts)
        return NULL;
    if (!make_answers(count, &rows, &scores)) {
        give_back(texts, count);
        return NULL;
    }
    Rounds rounds = {.engine = &object->engine, .hall = &object->hall, .texts = texts, .count = count};
    rounds.rows = (int64_t *)PyBytes_AsString(rows);
    rounds.scores = (float *)PyBytes_AsString(scores);
    atomic_init(&rounds.taken, listed ? 0 : count);
    begin_writing(object);
    int done = relay_texts(object, &rounds, texts, listed ? given : NULL, (size_t)threads);
    leave(object);
    give_back(texts, count);
    if (done >= 0)
        return answers(done, rows, scores);
    Py_DECREF(rows);
    Py_DECREF(scores);
    return NULL;
}
