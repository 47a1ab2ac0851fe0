/* A relay as Python starts it: one thread takes the texts, with the GIL, as the others come to need them. */

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

/* Take texts until there are enough, and give those back that are sketched; 0 with an exception set. */
static int take_more(Rounds *rounds, Text *texts, size_t *given, PyObject *list, PyObject *read)
{
    size_t limit = atomic_load(&rounds->limit);
    size_t sketched = limit > 2 * MOST_BLOCKS ? (limit - 2 * MOST_BLOCKS) * BLOCK : 0; /* all before this round */
    for (; *given < sketched; ++*given)
        Py_CLEAR(texts[*given].owner);
    while (is_hungry(rounds)) {
        size_t at = atomic_load(&rounds->taken), left = rounds->count - at, end = at + (left < BLOCK ? left : BLOCK);
        int taken = take_some(texts, list, at, end, read);
        if (!taken)
            atomic_store(&rounds->failed, 1);
        atomic_store(&rounds->taken, taken ? end : rounds->count);
        if (!taken)
            return 0;
    }
    return 1;
}

/* Be one of a crew, and take the texts for all, with the GIL. 1: decided; 0: no memory; -1: an exception is set. */
static int lead_crew(Rounds *rounds, Runner *runners, size_t threads, Text *texts, PyObject *list, PyObject *read)
{
    size_t given = 0;
    int taken = 1;
    start_crew(rounds, runners, threads);
    while (!atomic_load(&rounds->over)) {
        taken = take_more(rounds, texts, &given, list, read) && taken;
        PyThreadState *saved = PyEval_SaveThread();
        work(rounds, runners->place);
        PyEval_RestoreThread(saved);
    }
    PyThreadState *saved = PyEval_SaveThread();
    int done = end_crew(rounds, runners, threads);
    PyEval_RestoreThread(saved);
    return taken ? done : -1;
}

/* 1: decided; 0: no memory; -1: an exception is set. */
static int relay_texts(EngineObject *object, Rounds *rounds, Text *texts, PyObject *list, PyObject *read,
                       size_t threads)
{
    size_t blocks = (rounds->count + BLOCK - 1) / BLOCK;
    threads = threads < blocks ? threads : blocks ? blocks : 1;
    Runner *runners = make_runners(&object->hall, threads, rounds);
    int done = 0;
    if (!runners)
        return 0;
    if (threads > 1) {
        done = lead_crew(rounds, runners, threads, texts, list, read);
    } else if (list && !take_some(texts, list, 0, rounds->count, read)) {
        done = -1;
    } else {
        Py_BEGIN_ALLOW_THREADS
        done = work_alone(rounds, runners->place);
        Py_END_ALLOW_THREADS
    }
    free(runners);
    return done;
}

/* Sketch and decide texts on a number of threads. */
static PyObject *engine_relay(PyObject *self, PyObject *arguments)
{
    EngineObject *object = (EngineObject *)self;
    PyObject *given, *read = NULL, *rows, *scores;
    Py_ssize_t threads;
    size_t count = 0;
    if (!PyArg_ParseTuple(arguments, "On|O", &given, &threads, &read))
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
    int done = relay_texts(object, &rounds, texts, listed ? given : NULL, read, (size_t)threads);
    leave(object);
    give_back(texts, count);
    if (done >= 0)
        return answers(done, rows, scores);
    Py_DECREF(rows);
    Py_DECREF(scores);
    return NULL;
}
