/* A relay as Python starts it: it takes the texts, with the GIL, while other threads work on the first of them. */

enum { MOST_THREADS = 1024 };

/* Have works for so many threads, kept from call to call. */
static Runner *make_runners(EngineObject *object, size_t threads, Relay *relay)
{
    if (threads > object->threads) {
        Work *works = realloc(object->works, threads * AHEAD * sizeof *works);
        if (!works)
            return NULL;
        memset(works + object->threads * AHEAD, 0, (threads - object->threads) * AHEAD * sizeof *works);
        object->works = works;
        object->threads = threads;
    }
    Runner *runners = calloc(threads, sizeof *runners);
    for (size_t i = 0; runners && i < threads; i++)
        runners[i] = (Runner){.relay = relay, .works = object->works + i * AHEAD};
    return runners;
}

/* Take the texts while other threads are at work on the first of them; 0 with an exception set. */
static int take_in_relay(Relay *relay, Text *texts, PyObject *list)
{
    int taken = 1;
    for (size_t at = 0; taken && at < relay->count; at += BLOCK) {
        size_t left = relay->count - at, end = at + (left < BLOCK ? left : BLOCK);
        taken = take_some(texts, list, at, end);
        if (!taken)
            atomic_store(&relay->failed, 1);
        atomic_store(&relay->taken, taken ? end : relay->count);
    }
    return taken;
}

static PyObject *relay_texts(EngineObject *object, Text *texts, size_t count, PyObject *list, size_t threads)
{
    PyObject *rows, *scores;
    if (!make_answers(count, &rows, &scores))
        return NULL;
    Relay relay = {.engine = &object->engine, .texts = texts, .count = count, .taken = list ? 0 : count};
    relay.rows = (int64_t *)PyBytes_AsString(rows);
    relay.scores = (float *)PyBytes_AsString(scores);
    Runner *runners = make_runners(object, threads, &relay);
    if (!runners)
        return answers(0, rows, scores);
    object->busy = 1;
    start_relay(&relay, runners, threads);
    int taken = !list || take_in_relay(&relay, texts, list), done;
    Py_BEGIN_ALLOW_THREADS
    done = end_relay(&relay, runners, threads);
    Py_END_ALLOW_THREADS
    object->busy = 0;
    free(runners);
    if (taken)
        return answers(done, rows, scores);
    Py_DECREF(rows);
    Py_DECREF(scores);
    return NULL;
}

/* Sketch and decide texts on a number of threads. */
static PyObject *engine_relay(PyObject *self, PyObject *arguments)
{
    EngineObject *object = (EngineObject *)self;
    PyObject *given;
    Py_ssize_t threads;
    size_t count;
    if (!PyArg_ParseTuple(arguments, "On", &given, &threads) || !claim(object))
        return NULL;
    if (threads < 1 || threads > MOST_THREADS)
        return PyErr_Format(PyExc_ValueError, "threads are between 1 and %d", MOST_THREADS);
    int listed = !PyTuple_Check(given);
    Text *texts = listed ? texts_of_list(given, &count) : point_at_rows(given, &count);
    if (!texts)
        return NULL;
    PyObject *answer = relay_texts(object, texts, count, listed ? given : NULL, (size_t)threads);
    give_back(texts, count);
    return answer;
}
