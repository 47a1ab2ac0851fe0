/* Phrases as Python hands them over, put where they are looked up. */

/* Copy a str to the pool's end, or a part of it; its place, or -1 with an error set. */
static Py_ssize_t pool_text(Lexicon *lexicon, PyObject *text, Py_ssize_t *size)
{
    *size = PyUnicode_Check(text) ? PyUnicode_GetLength(text) : -1;
    if (*size < 0) {
        PyErr_SetString(PyExc_TypeError, "phrases are str");
        return -1;
    }
    if (!RESERVE(lexicon->pool, lexicon->pool_room, lexicon->pool_size + (size_t)*size + 1)) {
        PyErr_NoMemory();
        return -1;
    }
    if (!PyUnicode_AsUCS4(text, lexicon->pool + lexicon->pool_size, *size + 1, 1))
        return -1;
    Py_ssize_t at = (Py_ssize_t)lexicon->pool_size;
    lexicon->pool_size += (size_t)*size;
    return at;
}

/* Make room for a number of keys; 0 when there is no memory. */
static int open_table(Table *table, Py_ssize_t most)
{
    int bits = 4;
    while ((Py_ssize_t)1 << bits < most * 2)
        bits++;
    if (bits > NUMBER_BITS)
        return 0;
    table->shift = 64 - bits;
    table->keys = calloc((size_t)most + 1, sizeof *table->keys);
    table->slots = calloc((size_t)1 << bits, sizeof *table->slots);
    return table->keys && table->slots;
}

/* Make the slots of a table as few as its keys need, for they are read at random. */
static int settle_table(Table *table)
{
    int bits = 4;
    while (UINT32_C(1) << bits < table->count * 2)
        bits++;
    uint32_t *slots = calloc((size_t)1 << bits, sizeof *slots), mask = (UINT32_C(1) << bits) - 1;
    if (!slots)
        return PyErr_NoMemory() != NULL;
    free(table->slots);
    table->slots = slots;
    table->shift = 64 - bits;
    for (uint32_t i = 0; i < table->count; i++) {
        uint64_t hash = table->keys[i].hash;
        uint32_t slot = key_slot(table, hash);
        while (slots[slot])
            slot = (slot + 1) & mask;
        slots[slot] = (uint32_t)(hash & ((1 << TAG_BITS) - 1)) << NUMBER_BITS | (i + 1);
    }
    return 1;
}

/* The key of some characters of the pool, made where it is not there yet. */
static Key *put_key(const Lexicon *lexicon, Table *table, uint64_t hash, uint32_t at, int size)
{
    Key *key = find_key(table, lexicon->pool, hash, lexicon->pool + at, size);
    if (key)
        return key;
    uint32_t mask = (UINT32_C(1) << (64 - table->shift)) - 1, slot = key_slot(table, hash);
    while (table->slots[slot])
        slot = (slot + 1) & mask;
    key = table->keys + table->count++;
    key->hash = hash;
    key->at = at;
    key->size = (uint32_t)size;
    table->slots[slot] = (uint32_t)(hash & ((1 << TAG_BITS) - 1)) << NUMBER_BITS | table->count;
    return key;
}

static Key *put_text(Lexicon *lexicon, Table *table, PyObject *text)
{
    Py_ssize_t size, at = pool_text(lexicon, text, &size);
    return at < 0 ? NULL : put_key(lexicon, table, hash_codes(lexicon->pool + at, (int)size), (uint32_t)at, (int)size);
}

/* Note the kinds of a key: a list of numbers. */
static int take_kinds(Lexicon *lexicon, PyObject *list, uint32_t *at, uint32_t *count)
{
    Py_ssize_t size = PyList_Check(list) ? PyList_Size(list) : 0;
    if (!RESERVE(lexicon->kinds, lexicon->kinds_room, lexicon->kinds_size + (size_t)size))
        return PyErr_NoMemory() != NULL;
    *at = (uint32_t)lexicon->kinds_size;
    *count = (uint32_t)size;
    for (Py_ssize_t i = 0; i < size; i++) {
        long kind = PyLong_AsLong(PyList_GetItem(list, i));
        if (kind < 0 || kind >= MOST_KINDS) {
            if (!PyErr_Occurred())
                PyErr_SetString(PyExc_ValueError, "no such kind of phrases");
            return 0;
        }
        lexicon->kinds[lexicon->kinds_size++] = (uint8_t)kind;
    }
    return 1;
}

/* Note the phrases of a key: a list of (phrase, how, kind). */
static int take_phrases(Lexicon *lexicon, PyObject *list, uint32_t *at, uint32_t *count)
{
    Py_ssize_t size = PyList_Check(list) ? PyList_Size(list) : 0;
    if (!RESERVE(lexicon->phrases, lexicon->phrases_room, lexicon->phrases_size + (size_t)size))
        return PyErr_NoMemory() != NULL;
    *at = (uint32_t)lexicon->phrases_size;
    *count = (uint32_t)size;
    for (Py_ssize_t i = 0; i < size; i++) {
        PyObject *item = PyList_GetItem(list, i);
        if (!PyList_Check(item) || PyList_Size(item) != 3) {
            PyErr_SetString(PyExc_ValueError, "a phrase comes as [phrase, how, kind]");
            return 0;
        }
        long how = PyLong_AsLong(PyList_GetItem(item, 1)), kind = PyLong_AsLong(PyList_GetItem(item, 2));
        if (how < 0 || how > UINT16_MAX || kind < 0 || kind >= MOST_KINDS) {
            if (!PyErr_Occurred())
                PyErr_SetString(PyExc_ValueError, "no such kind of phrases");
            return 0;
        }
        Py_ssize_t length, place = pool_text(lexicon, PyList_GetItem(item, 0), &length);
        if (place < 0)
            return 0;
        lexicon->phrases[lexicon->phrases_size++] = (Phrase){(uint32_t)place, (uint32_t)length, (uint16_t)how, (uint16_t)kind};
    }
    return 1;
}

/* Put the keys of a dict, each with its kinds. */
static int take_words(Lexicon *lexicon, Table *table, PyObject *dict)
{
    PyObject *text, *list;
    Py_ssize_t at = 0;
    while (PyDict_Next(dict, &at, &text, &list)) {
        Key *key = put_text(lexicon, table, text);
        if (!key || !take_kinds(lexicon, list, &key->list, &key->count))
            return 0;
    }
    return 1;
}

static int take_lines(Lexicon *lexicon, PyObject *dict)
{
    PyObject *text, *list;
    Py_ssize_t next = 0, size;
    while (PyDict_Next(dict, &next, &text, &list)) {
        Py_ssize_t at = pool_text(lexicon, text, &size);
        if (at < 0)
            return 0;
        uint64_t hash = hash_wide(lexicon->pool + at, (int)size);
        Key *key = put_key(lexicon, &lexicon->lines, hash, (uint32_t)at, (int)size);
        if (!take_kinds(lexicon, list, &key->list, &key->count))
            return 0;
        lexicon->longest_line = key->size > lexicon->longest_line ? key->size : lexicon->longest_line;
    }
    return 1;
}

static int take_stems(Lexicon *lexicon, PyObject *dict)
{
    if (!take_words(lexicon, &lexicon->stems, dict))
        return 0;
    for (uint32_t i = 0; i < lexicon->stems.count; i++) {
        uint32_t bit = (uint32_t)(lexicon->stems.keys[i].hash & (STEM_BITS - 1));
        lexicon->stem_bits[bit >> 5] |= UINT32_C(1) << (bit & 31);
        if ((int)lexicon->stems.keys[i].size > lexicon->longest_stem)
            lexicon->longest_stem = (int)lexicon->stems.keys[i].size;
    }
    return 1;
}

/* Put two words that longer phrases begin with, and mark the first. */
static int take_pairs(Lexicon *lexicon, PyObject *dict)
{
    PyObject *text, *list;
    Py_ssize_t next = 0, size;
    while (PyDict_Next(dict, &next, &text, &list)) {
        Py_ssize_t at = pool_text(lexicon, text, &size), first = 0;
        if (at < 0)
            return 0;
        const uint32_t *codes = lexicon->pool + at;
        while (first < size && codes[first] != ' ')
            first++;
        if (first == size) {
            PyErr_SetString(PyExc_ValueError, "a pair is two words");
            return 0;
        }
        uint64_t one = hash_codes(codes, (int)first), two = hash_codes(codes + first + 1, (int)(size - first - 1));
        put_key(lexicon, &lexicon->words, one, (uint32_t)at, (int)first)->marks |= PAIR_BEGINS;
        Key *key = put_key(lexicon, &lexicon->pairs, hash_pair(one, two), (uint32_t)at, (int)size);
        if (!take_phrases(lexicon, list, &key->list, &key->count))
            return 0;
    }
    return 1;
}

static int take_firsts(Lexicon *lexicon, PyObject *dict)
{
    PyObject *text, *list;
    Py_ssize_t at = 0;
    while (PyDict_Next(dict, &at, &text, &list)) {
        Key *key = put_text(lexicon, &lexicon->words, text);
        if (!key || !take_phrases(lexicon, list, &key->opens, &key->open_count))
            return 0;
    }
    return 1;
}

static int take_unspaced(Lexicon *lexicon, PyObject *dict)
{
    PyObject *text, *list;
    Py_ssize_t at = 0;
    while (PyDict_Next(dict, &at, &text, &list)) {
        Key *key = put_text(lexicon, &lexicon->unspaced, text);
        if (!key || !take_phrases(lexicon, list, &key->list, &key->count))
            return 0;
    }
    return 1;
}

/* Put words of a list, with a mark. */
static int take_marked(Lexicon *lexicon, Table *table, PyObject *list, uint32_t mark)
{
    for (Py_ssize_t i = 0; i < PyList_Size(list); i++) {
        Key *key = put_text(lexicon, table, PyList_GetItem(list, i));
        if (!key)
            return 0;
        key->marks |= mark;
    }
    return 1;
}

static int take_joiners(Lexicon *lexicon, PyObject *list)
{
    if (!take_marked(lexicon, &lexicon->joiners, list, 0))
        return 0;
    for (uint32_t i = 0; i < lexicon->joiners.count; i++)
        if ((int)lexicon->joiners.keys[i].size > lexicon->longest_joiner)
            lexicon->longest_joiner = (int)lexicon->joiners.keys[i].size;
    return 1;
}

/* Phrases in the order of `lexicons.Phrases`, then lists: months, other words of dates, what joins names, how names of so many characters begin. */
enum { OF_LINES, OF_LINE_STEMS, OF_WORDS, OF_STEMS, OF_PAIRS, OF_FIRSTS, OF_UNSPACED, OF_MONTHS, OF_DATES, OF_JOINERS,
       OF_SURNAMES, LEXICON_PARTS };

static int take_lexicon(Lexicon *lexicon, PyObject *const *parts)
{
    Py_ssize_t sizes[LEXICON_PARTS];
    for (int i = 0; i < LEXICON_PARTS; i++) {
        int good = i < OF_MONTHS ? PyDict_Check(parts[i]) : PyList_Check(parts[i]);
        if (!good) {
            PyErr_SetString(PyExc_TypeError, "phrases come in dicts, words in lists");
            return 0;
        }
        sizes[i] = i < OF_MONTHS ? PyDict_Size(parts[i]) : PyList_Size(parts[i]);
    }
    if (!open_table(&lexicon->lines, sizes[OF_LINES]) || !open_table(&lexicon->line_stems, sizes[OF_LINE_STEMS]) ||
        !open_table(&lexicon->words, sizes[OF_WORDS] + sizes[OF_PAIRS] + sizes[OF_FIRSTS] + sizes[OF_MONTHS] +
                                         sizes[OF_DATES]) ||
        !open_table(&lexicon->stems, sizes[OF_STEMS]) || !open_table(&lexicon->pairs, sizes[OF_PAIRS]) ||
        !open_table(&lexicon->unspaced, sizes[OF_UNSPACED]) || !open_table(&lexicon->joiners, sizes[OF_JOINERS]) ||
        !open_table(&lexicon->surnames, sizes[OF_SURNAMES]))
        return PyErr_NoMemory() != NULL;
    return take_lines(lexicon, parts[OF_LINES]) &&
           take_words(lexicon, &lexicon->line_stems, parts[OF_LINE_STEMS]) &&
           take_words(lexicon, &lexicon->words, parts[OF_WORDS]) && take_stems(lexicon, parts[OF_STEMS]) &&
           take_pairs(lexicon, parts[OF_PAIRS]) && take_firsts(lexicon, parts[OF_FIRSTS]) &&
           take_unspaced(lexicon, parts[OF_UNSPACED]) &&
           take_marked(lexicon, &lexicon->words, parts[OF_MONTHS], IS_MONTH) &&
           take_marked(lexicon, &lexicon->words, parts[OF_DATES], IS_DATE_WORD) &&
           take_joiners(lexicon, parts[OF_JOINERS]) &&
           take_marked(lexicon, &lexicon->surnames, parts[OF_SURNAMES], 0) && settle_table(&lexicon->words);
}

static void free_lexicon(Lexicon *lexicon)
{
    Table *tables[] = {&lexicon->lines, &lexicon->line_stems, &lexicon->words, &lexicon->stems, &lexicon->pairs,
                       &lexicon->unspaced, &lexicon->joiners, &lexicon->surnames};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        free(tables[i]->keys);
        free(tables[i]->slots);
    }
    free(lexicon->pool);
    free(lexicon->kinds);
    free(lexicon->phrases);
}
