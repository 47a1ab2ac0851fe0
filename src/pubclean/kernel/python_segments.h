/* The blocks of a page for Python: a list of spans, one of texts, and the lines of the blocks that have several. */

typedef struct {
    PyObject *source, *is_furniture;
    PyObject *starts, *ends, *texts, *lines; /* `lines`: the place of a block → [end of a line, start of the next, …] */
    Habits habits;
} Segmentation;

static int append_new(PyObject *list, PyObject *item)
{
    int done = item ? PyList_Append(list, item) : -1;
    Py_XDECREF(item);
    return done == 0;
}

/* Note where the lines first to last - 1 of a block end and begin. */
static int add_lines(Segmentation *found, Py_ssize_t first, Py_ssize_t last)
{
    const PageLine *lines = found->habits.of.lines;
    PyObject *edges = PyList_New(0), *place = PyLong_FromSsize_t(PyList_Size(found->starts));
    int good = edges && place;
    for (Py_ssize_t i = first; good && i + 1 < last; i++) {
        int is_word = lines[i].facts & ENDS_HYPHENATED && lines[i + 1].facts & BEGINS_WITH_LOWER;
        int is_glued = lines[i].facts & ENDS_UNSPACED && lines[i + 1].facts & BEGINS_UNSPACED;
        good = append_new(edges, Py_BuildValue("nni", lines[i].end, lines[i + 1].start, is_word ? 2 : is_glued));
    }
    good = good && PyDict_SetItem(found->lines, place, edges) == 0;
    Py_XDECREF(edges);
    Py_XDECREF(place);
    return good;
}

/* Add the block of the lines first to last - 1. */
static int add_block(Segmentation *found, Py_ssize_t first, Py_ssize_t last)
{
    const PageLine *lines = found->habits.of.lines;
    Py_ssize_t start = lines[first].start, end = lines[last - 1].end;
    return (last - first == 1 || add_lines(found, first, last)) &&
           append_new(found->starts, PyLong_FromSsize_t(start)) && append_new(found->ends, PyLong_FromSsize_t(end)) &&
           append_new(found->texts, PyUnicode_Substring(found->source, start, end));
}

/* Say whether line `i` goes on with the block that begins at line `first`; -1 with an error set. */
static int goes_on(Segmentation *found, Py_ssize_t i, Py_ssize_t first, WrapWidth *width)
{
    const Habits *habits = &found->habits;
    const PageLine *line = habits->of.lines + i;
    if (is_wrapped(habits, i, width))
        return 1;
    if (line->facts & STARTS_IN_MARKER || is_in_bibtex(&habits->of, i, first))
        return 1;
    if (!may_be_folded(habits, i, first))
        return 0;
    PyObject *text = PyUnicode_Substring(found->source, line->start, line->end);
    PyObject *answer = text ? PyObject_CallFunctionObjArgs(found->is_furniture, text, NULL) : NULL;
    int furniture = answer ? PyObject_IsTrue(answer) : -1;
    Py_XDECREF(text);
    Py_XDECREF(answer);
    return furniture < 0 ? -1 : !furniture;
}

static int find_blocks(Segmentation *found)
{
    Py_ssize_t first = 0, count = found->habits.of.count;
    WrapWidth width = {0, WIDEST, 0};
    for (Py_ssize_t i = 1; i <= count; i++) {
        int more = i < count ? goes_on(found, i, first, &width) : 0;
        if (more < 0 || (!more && !add_block(found, first, i)))
            return 0;
        if (!more) {
            first = i;
            width = (WrapWidth){0, WIDEST, 0};
        }
    }
    return !PyErr_Occurred();
}

/* find_segments(source, spans, is_furniture) → (starts, ends, texts, lines); `spans` are int64, two a marker. */
static PyObject *find_segments(PyObject *Py_UNUSED(module), PyObject *arguments)
{
    Segmentation found = {0};
    const char *spans;
    Py_ssize_t size;
    PyObject *result = NULL;
    if (!PyArg_ParseTuple(arguments, "Uy#O", &found.source, &spans, &size, &found.is_furniture))
        return NULL;
    Py_ssize_t count = size / (Py_ssize_t)sizeof(MarkerSpan), length = PyUnicode_GetLength(found.source);
    MarkerSpan *markers = malloc((size_t)size + 1);
    uint32_t *source = PyUnicode_AsUCS4Copy(found.source);
    found.habits.of.source = source;
    found.starts = PyList_New(0);
    found.ends = PyList_New(0);
    found.texts = PyList_New(0);
    found.lines = PyDict_New();
    if (!markers)
        PyErr_NoMemory();
    else if (source && found.starts && found.ends && found.texts && found.lines) {
        memcpy(markers, spans, (size_t)size);
        if (read_habits(&found.habits, length, markers, count) && find_blocks(&found))
            result = PyTuple_Pack(4, found.starts, found.ends, found.texts, found.lines);
    }
    Py_XDECREF(found.starts);
    Py_XDECREF(found.ends);
    Py_XDECREF(found.texts);
    Py_XDECREF(found.lines);
    free(found.habits.of.lines);
    free(markers);
    PyMem_Free(source);
    return result;
}
