/* Texts as Python hands them over: a list of str, or rows of Arrow's memory. */

static PyCFunction is_ascii; /* str.isascii */

/* Find str.isascii: calling it as C does takes a tenth of the time. 0 with an exception set. */
static int find_is_ascii(void)
{
    PyObject *text = PyUnicode_FromString("text"), *bound = text ? PyObject_GetAttrString(text, "isascii") : NULL;
    is_ascii = bound && PyCFunction_GetFlags(bound) == METH_NOARGS ? PyCFunction_GetFunction(bound) : NULL;
    if (!is_ascii && !PyErr_Occurred())
        PyErr_SetString(PyExc_ImportError, "str.isascii is not what it was");
    Py_XDECREF(bound);
    Py_XDECREF(text);
    return is_ascii != NULL;
}

/* The UTF-8 of a text: its own where it is ASCII, else a copy in `*owner`, for AsUTF8AndSize would leave one in it. */
static const uint8_t *utf8_of(PyObject *text, size_t *size, PyObject **owner)
{
    Py_ssize_t length;
    *owner = NULL;
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "a sketch is made of str");
        return NULL;
    }
    PyObject *plain = is_ascii(text, NULL);
    if (!plain)
        return NULL;
    Py_DECREF(plain);
    if (plain == Py_True) {
        const char *bytes = PyUnicode_AsUTF8AndSize(text, &length);
        *size = (size_t)length;
        return (const uint8_t *)bytes;
    }
    *owner = PyUnicode_AsUTF8String(text);
    if (!*owner && PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) {
        PyErr_Clear();
        *owner = PyUnicode_AsEncodedString(text, "utf-8", "surrogatepass");
    }
    char *bytes;
    if (!*owner || PyBytes_AsStringAndSize(*owner, &bytes, &length) < 0)
        return NULL;
    *size = (size_t)length;
    return (const uint8_t *)bytes;
}

typedef struct {
    const uint8_t *text;
    size_t size;
    PyObject *owner;
} Text;

static void give_back(Text *texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        Py_XDECREF(texts[i].owner);
    free(texts);
}

static int sketch_texts(Sketch *sketch, Bench *bench, const Plan *plan, const Text *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i + 1 < count)
            for (int line = 0; line < 4; line++)
                PREFETCH(texts[i + 1].text + 64 * line);
        if (texts[i].size >= INT32_MAX || !sketch_text(sketch, bench, plan, texts[i].text, texts[i].size))
            return 0;
    }
    return 1;
}

/* Room for the texts of a list, none of them taken yet. */
static Text *texts_of_list(PyObject *list, size_t *count)
{
    if (!PyList_Check(list))
        return (Text *)PyErr_Format(PyExc_TypeError, "texts come in a list");
    *count = (size_t)PyList_Size(list);
    Text *texts = calloc(*count + 1, sizeof *texts);
    return texts ? texts : (Text *)PyErr_NoMemory();
}

/* Take the UTF-8 of what `read` makes of an item that is no str; 0 with an exception set. */
static int take_read(Text *text, PyObject *item, size_t at, PyObject *read)
{
    PyObject *number = PyLong_FromSize_t(at);
    PyObject *made = number ? PyObject_CallFunctionObjArgs(read, item, number, NULL) : NULL;
    Py_XDECREF(number);
    text->text = made ? utf8_of(made, &text->size, &text->owner) : NULL;
    if (text->text && !text->owner)
        text->owner = Py_NewRef(made);
    Py_XDECREF(made);
    return text->text != NULL;
}

enum { AHEAD = 16 }; /* items: how far ahead memory is asked for */

/* Take the UTF-8 of some items of a list, which keeps them; `read` makes texts of those that are none, unless it is
   NULL. 0 with an exception set. */
static int take_some(Text *texts, PyObject *list, size_t from, size_t to, PyObject *read)
{
    const size_t size = (size_t)PyList_Size(list);
    for (size_t i = from; i < to; i++) {
        PyObject *item = PyList_GetItem(list, (Py_ssize_t)i);
        if (i + AHEAD < size)
            PREFETCH(PyList_GetItem(list, (Py_ssize_t)(i + AHEAD)));
        if (item && read && !PyUnicode_Check(item)) {
            if (!take_read(texts + i, item, i, read))
                return 0;
            continue;
        }
        texts[i].text = item ? utf8_of(item, &texts[i].size, &texts[i].owner) : NULL;
        if (!texts[i].text)
            return 0;
    }
    return 1;
}

/* Take the UTF-8 of a list of str; NULL, with nothing held, when one is not a str. */
static Text *take_texts(PyObject *list, size_t *count)
{
    Text *texts = texts_of_list(list, count);
    if (!texts || take_some(texts, list, 0, *count, NULL))
        return texts;
    give_back(texts, *count);
    return NULL;
}

/* Point at rows of Arrow's memory; `pair` is the texts, which the caller keeps, and int64 rows. */
static Text *point_at_rows(PyObject *pair, size_t *count)
{
    PyObject *texts;
    const char *buffer;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(pair, "O!y#", arrow_type, &texts, &buffer, &size))
        return NULL;
    *count = (size_t)size / sizeof(int64_t);
    Text *found = calloc(*count + 1, sizeof *found);
    if (!found)
        return (Text *)PyErr_NoMemory();
    for (size_t i = 0; i < *count; i++) {
        int64_t row;
        memcpy(&row, buffer + i * sizeof row, sizeof row);
        if (row < 0 || row >= ((ArrowObject *)texts)->rows) {
            free(found);
            return (Text *)PyErr_Format(PyExc_IndexError, "no row %lld", (long long)row);
        }
        found[i].text = arrow_text((ArrowObject *)texts, row, &found[i].size);
    }
    return found;
}
