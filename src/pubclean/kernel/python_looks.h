/* Looks at the texts of a page: a list of str in, arrays out. */

/* The folded texts of a page, to tell which are the same. */
typedef struct {
    uint32_t *codes;
    size_t size, room;
    struct SeenText {
        uint64_t hash;
        size_t at;
        int32_t size, row;
    } *texts;
    uint32_t *slots;
    int shift;
} SeenTexts;

typedef struct {
    PyObject_HEAD
    Lexicon lexicon;
    LookNumbers numbers;
    Reading *read;
    const Key **found;
    Hits hits;
    SeenTexts seen;
    Grams grams;
} LookerObject;

static int number_named(PyObject *numbers, PyObject *name, int16_t *number)
{
    PyObject *value = name ? PyDict_GetItemWithError(numbers, name) : NULL;
    long found = value ? PyLong_AsLong(value) : -1;
    Py_XDECREF(name);
    *number = found >= 0 && found <= INT16_MAX ? (int16_t)found : -1;
    return !PyErr_Occurred();
}

/* Take the number of a feature that is there in any case. */
static int feature_named(PyObject *numbers, PyObject *name, int16_t *number)
{
    Py_XINCREF(name);
    int good = number_named(numbers, name, number);
    if (good && *number < 0) {
        PyErr_Format(PyExc_ValueError, "no feature is named %R", name);
        good = 0;
    }
    Py_XDECREF(name);
    return good;
}

static int counted_features(PyObject *numbers, const char *pattern, int from, int to, int16_t *found)
{
    for (int i = from; i < to; i++)
        if (!feature_named(numbers, PyUnicode_FromFormat(pattern, i), found + i - from))
            return 0;
    return 1;
}

static int signed_features(PyObject *numbers, const char *pattern, const uint32_t *signs, int16_t *found)
{
    for (int i = 0; signs[i]; i++)
        if (!feature_named(numbers, PyUnicode_FromFormat(pattern, (int)signs[i]), found + i))
            return 0;
    return 1;
}

static int kind_features(PyObject *numbers, PyObject *kind, KindNumbers *found)
{
    return number_named(numbers, PyUnicode_FromFormat("line %U", kind), &found->line) &&
           number_named(numbers, PyUnicode_FromFormat("labelled %U", kind), &found->labelled) &&
           number_named(numbers, PyUnicode_FromFormat("says %U", kind), &found->says) &&
           number_named(numbers, PyUnicode_FromFormat("says %U twice", kind), &found->twice) &&
           number_named(numbers, PyUnicode_FromFormat("begins %U", kind), &found->begins) &&
           number_named(numbers, PyUnicode_FromFormat("mostly %U", kind), &found->mostly);
}

/* Take the numbers of all features by their names. */
static int take_numbers(LookNumbers *n, PyObject *kinds, PyObject *numbers)
{
    struct { const char *name; int *kind; } parts[] = {{"consent.topic", &n->topic}, {"consent.voice", &n->voice},
                                                       {"promo.calls", &n->calls}, {"promo.events", &n->events},
                                                       {"venue.status", &n->status}};
    n->kind_count = (int)PyList_Size(kinds);
    if (n->kind_count >= MOST_KINDS)
        return PyErr_Format(PyExc_ValueError, "more than %d kinds of phrases", MOST_KINDS - 1) != NULL;
    for (int i = 0; i < 5; i++)
        *parts[i].kind = MOST_KINDS - 1; /* no phrase is of this kind */
    for (int i = 0; i < n->kind_count; i++) {
        PyObject *kind = PyList_GetItem(kinds, i);
        if (!PyUnicode_Check(kind) || !kind_features(numbers, kind, n->kinds + i))
            return PyErr_Occurred() ? 0 : PyErr_Format(PyExc_TypeError, "kinds are str") != NULL;
        for (int j = 0; j < 5; j++)
            if (!PyUnicode_CompareWithASCIIString(kind, parts[j].name))
                *parts[j].kind = i;
    }
    for (int i = 0; i < LOOK_NAMED; i++)
        if (!feature_named(numbers, PyUnicode_FromString(look_names[i]), n->named + i))
            return 0;
    for (int i = 0; i < SIGN_COUNTS; i++)
        for (int j = 0; j < 3; j++)
            if (!feature_named(numbers, PyUnicode_FromFormat("%s %d", sign_names[i], j + 1), &n->counts[i][j]))
                return 0;
    return counted_features(numbers, "length %d", 0, LENGTHS, n->lengths) &&
           counted_features(numbers, "words %d", 1, WORD_COUNTS, n->words + 1) &&
           counted_features(numbers, "sentences %d", 0, SENTENCES, n->sentences) &&
           counted_features(numbers, "capitals %d", 0, CAPITALS, n->capitals) &&
           counted_features(numbers, "citation signs %d", 0, CITATIONS, n->citations) &&
           signed_features(numbers, "ends in %c", ending_signs, n->ends) &&
           signed_features(numbers, "begins with %c", beginning_signs, n->begins);
}

/* Looker(phrases, lists, numbers, grams, pulls): phrases as `lexicons.Phrases` less its lists; lists are months, other
   words of dates, what joins names, how names begin; numbers of features by name; n-grams (uint32) and their pulls (int8). */
static PyObject *looker_new(PyTypeObject *type, PyObject *arguments, PyObject *Py_UNUSED(names))
{
    PyObject *kinds, *parts[LEXICON_PARTS], *numbers;
    const char *grams, *pulls;
    Py_ssize_t grams_size, pulls_size;
    if (!PyArg_ParseTuple(arguments, "(O!OOOOOOO)(OOOO)O!y#y#", &PyList_Type, &kinds, parts, parts + 1, parts + 2, parts + 3,
                          parts + 4, parts + 5, parts + 6, parts + 7, parts + 8, parts + 9, parts + 10, &PyDict_Type, &numbers,
                          &grams, &grams_size, &pulls, &pulls_size))
        return NULL;
    if (grams_size != 4 * pulls_size)
        return PyErr_Format(PyExc_ValueError, "%zd bytes of n-grams have %zd pulls", grams_size, pulls_size);
    allocfunc alloc = (allocfunc)PyType_GetSlot(type, Py_tp_alloc);
    LookerObject *self = (LookerObject *)alloc(type, 0);
    if (!self)
        return NULL;
    self->read = malloc(sizeof *self->read);
    self->found = calloc(READ_FOLDED, sizeof *self->found);
    if (!self->read || !self->found || !take_grams(&self->grams, grams, (const int8_t *)pulls, (size_t)pulls_size))
        PyErr_NoMemory();
    else if (take_lexicon(&self->lexicon, parts) && take_numbers(&self->numbers, kinds, numbers))
        return (PyObject *)self;
    Py_DECREF(self);
    return NULL;
}

static void looker_dealloc(PyObject *self)
{
    LookerObject *looker = (LookerObject *)self;
    PyTypeObject *type = Py_TYPE(self);
    free_lexicon(&looker->lexicon);
    free(looker->read);
    free(looker->found);
    free(looker->hits.items);
    free(looker->grams.slots);
    free(looker->grams.may_be);
    free(looker->seen.codes);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
    Py_DECREF(type);
}

/* Count what of a long text is not read character by character: spaces, and letters without spaces between. */
static int count_rest(Reading *read, PyObject *text, Py_ssize_t from, Py_ssize_t length)
{
    for (; from < length; from += READ_WINDOW) {
        Py_ssize_t to = from + READ_WINDOW < length ? from + READ_WINDOW : length;
        if (!copy_codes(text, from, to, read->spare, READ_WINDOW + 1))
            return 0;
        for (Py_ssize_t i = 0; i < to - from; i++) {
            read->spaces += read->spare[i] == ' ';
            read->unspaced += (flags_of(read->spare[i]) & UNSPACED) != 0;
        }
    }
    return 1;
}

/* The last characters of a text. */
static int read_tail(Reading *read, PyObject *text, Py_ssize_t length, Line *tail)
{
    int count = length < 8 ? (int)length : 8;
    if (length <= READ_TEXT) {
        *tail = (Line){read->text_codes + length - count, read->text_flags + length - count, count, 0};
        return 1;
    }
    *tail = (Line){read->spare, read->spare_flags, count, 0};
    if (!copy_codes(text, length - count, length, read->spare, 9))
        return 0;
    for (int i = 0; i < count; i++)
        read->spare_flags[i] = flags_of(read->spare[i]);
    return 1;
}

/* The first row with the same folded text as this one, which is noted if there is none. */
static int32_t same_as(SeenTexts *seen, const Line *folded, int32_t row)
{
    uint64_t hash = hash_wide(folded->codes, folded->size);
    uint32_t mask = (UINT32_C(1) << (64 - seen->shift)) - 1;
    uint32_t slot = (uint32_t)(hash * UINT64_C(0xD6E8FEB86659FD93) >> seen->shift);
    for (; seen->slots[slot]; slot = (slot + 1) & mask) {
        const struct SeenText *text = seen->texts + seen->slots[slot] - 1;
        if (text->hash == hash && text->size == folded->size &&
            !memcmp(seen->codes + text->at, folded->codes, (size_t)folded->size * 4))
            return text->row;
    }
    if (!RESERVE(seen->codes, seen->room, seen->size + (size_t)folded->size + 1))
        return -1;
    copy(seen->codes + seen->size, folded->codes, (size_t)folded->size * 4);
    seen->texts[row] = (struct SeenText){hash, seen->size, folded->size, row};
    seen->slots[slot] = (uint32_t)row + 1;
    seen->size += (size_t)folded->size;
    return row;
}

/* Look at one text; 0 with an error set. */
static int look_at_text(LookerObject *self, PyObject *text, int32_t row, Look *look, int32_t *same, int32_t *pull)
{
    Reading *read = self->read;
    const LookNumbers *n = &self->numbers;
    Line tail, head;
    Py_ssize_t length = PyUnicode_Check(text) ? PyUnicode_GetLength(text) : -1;
    look->size = 0;
    if (length < 1 || length > INT32_MAX / 4)
        return PyErr_Format(PyExc_ValueError, "a block is a str of some characters, not %R", text) != NULL;
    if (!read_text(read, text, length) || !count_rest(read, text, READ_TEXT, length) ||
        !read_tail(read, text, length, &tail))
        return 0;
    look->length = (int)(length + read->unspaced * 3 / 2);
    *same = same_as(&self->seen, &read->folded, row);
    self->hits.size = 0;
    if (*same < 0 || !find_words(&self->lexicon, read, self->found, &self->hits) ||
        !find_longer(&self->lexicon, read, self->found, &self->hits) ||
        (read->folded.known & UNSPACED && !find_unspaced(&self->lexicon, &read->folded, &self->hits)))
        return PyErr_NoMemory() != NULL;
    *pull = pull_of_words(&self->grams, read);
    see(look, n->lengths[step_of(length_steps, LENGTHS - 1, look->length)]);
    see(look, n->words[step_of(word_steps, WORD_COUNTS - 1, read->spaces + 1)]);
    see(look, n->sentences[sentences_of(&read->text)]);
    see_edges(look, n, &read->text, &tail);
    head = length > READ_HEAD ? part_of(&read->text, 0, READ_HEAD) : read->text;
    see_letters(look, n, &head);
    see_phrases(look, n, &self->lexicon, read, self->found, &self->hits);
    if (length <= READ_MADE)
        see_making(look, n, &self->lexicon, read, self->found, &self->hits);
    return 1;
}

/* Make room to tell so many texts apart; 0 when there is no memory. */
static int open_seen(SeenTexts *seen, Py_ssize_t count)
{
    int bits = 4;
    while ((Py_ssize_t)1 << bits < count * 2)
        bits++;
    seen->size = 0;
    seen->shift = 64 - bits;
    seen->texts = calloc((size_t)count + 1, sizeof *seen->texts);
    seen->slots = calloc((size_t)1 << bits, sizeof *seen->slots);
    return seen->texts && seen->slots;
}

static int look_at_all(LookerObject *self, PyObject *texts, const char *marked, const char *wrapped, int16_t **numbers,
                       int32_t *starts, int32_t *lengths, int32_t *same, int32_t *pulls)
{
    Py_ssize_t count = PyList_Size(texts);
    size_t room = 0, size = 0;
    for (Py_ssize_t i = 0; i < count; i++) {
        Look look;
        if (!look_at_text(self, PyList_GetItem(texts, i), (int32_t)i, &look, same + i, pulls + i))
            return 0;
        if (marked[i])
            see(&look, self->numbers.named[LOOK_MARKER]);
        if (wrapped[i])
            see(&look, self->numbers.named[LOOK_WRAPPED]);
        if (size > INT32_MAX - 1024 || !RESERVE(*numbers, room, size + (size_t)look.size))
            return PyErr_NoMemory() != NULL;
        copy(*numbers + size, look.numbers, (size_t)look.size * sizeof *look.numbers);
        starts[i] = (int32_t)size;
        size += (size_t)look.size;
        lengths[i] = look.length;
    }
    starts[count] = (int32_t)size;
    return 1;
}

/* look(texts, marked, wrapped): bytes of int16 numbers, int32 starts, lengths, first rows with that text, and pulls. */
static PyObject *looker_look(PyObject *object, PyObject *arguments)
{
    LookerObject *self = (LookerObject *)object;
    PyObject *texts, *result = NULL;
    const char *marked, *wrapped;
    Py_ssize_t marks, wraps;
    if (!PyArg_ParseTuple(arguments, "O!y#y#", &PyList_Type, &texts, &marked, &marks, &wrapped, &wraps))
        return NULL;
    Py_ssize_t count = PyList_Size(texts);
    if (marks != count || wraps != count || count > INT32_MAX / 4)
        return PyErr_Format(PyExc_ValueError, "%zd texts have %zd marks and %zd wraps", count, marks, wraps);
    int16_t *numbers = NULL;
    int32_t *rows = malloc((4 * (size_t)count + 1) * sizeof *rows);
    if (!rows || !open_seen(&self->seen, count))
        PyErr_NoMemory();
    else if (look_at_all(self, texts, marked, wrapped, &numbers, rows, rows + count + 1, rows + 2 * count + 1,
                         rows + 3 * count + 1))
        result = Py_BuildValue("y#y#y#y#y#", numbers ? (char *)numbers : "", (Py_ssize_t)rows[count] * 2, (char *)rows,
                               (count + 1) * 4, (char *)(rows + count + 1), count * 4, (char *)(rows + 2 * count + 1),
                               count * 4, (char *)(rows + 3 * count + 1), count * 4);
    free(self->seen.texts);
    free(self->seen.slots);
    self->seen.texts = NULL;
    self->seen.slots = NULL;
    free(numbers);
    free(rows);
    return result;
}

static PyMethodDef looker_methods[] = {
    {"look", looker_look, METH_VARARGS, "Look at all texts of a page."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot looker_slots[] = {
    {Py_tp_doc, (void *)"The phrases of all languages, ready to be looked up, and the numbers of features."},
    {Py_tp_new, (void *)looker_new},
    {Py_tp_dealloc, (void *)looker_dealloc},
    {Py_tp_methods, looker_methods},
    {0, NULL},
};

static PyType_Spec looker_spec = {
    .name = "pubclean.kernel.native.Looker",
    .basicsize = sizeof(LookerObject),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = looker_slots,
};

static int add_looker(PyObject *module)
{
    PyObject *type = PyType_FromSpec(&looker_spec);
    if (!type || PyModule_AddObjectRef(module, "Looker", type) < 0) {
        Py_XDECREF(type);
        return -1;
    }
    Py_DECREF(type);
    make_ascii_characters();
    make_short_words();
    return 0;
}
