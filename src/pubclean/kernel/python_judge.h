/* The judge as Python sees it: made of tables, asked with the arrays of a page. */

typedef struct {
    PyObject_HEAD
    Judge judge;
} JudgeObject;

static void free_judge(Judge *judge)
{
    for (size_t pass = 0; pass < JUDGE_PASSES; pass++)
        free(judge->tables[pass]);
    free(judge->average);
    free(judge->furniture.learned);
    free(judge->traits);
}

static int refuse(const char *what)
{
    PyErr_SetString(PyExc_ValueError, what);
    return 0;
}

/* Take a table of int16 (rows, labels), its rows widened to lanes. */
static int take_table(Judge *judge, PyObject *bytes)
{
    char *data;
    Py_ssize_t size;
    size_t pass = judge->passes, row_size = JUDGE_LABELS * sizeof(int16_t);
    int most = 1;
    if (PyBytes_AsStringAndSize(bytes, &data, &size) < 0)
        return 0;
    size_t rows = (size_t)size / row_size;
    int32_t least = pass ? column_start(judge, COLUMNS) : (int32_t)judge->features + 1;
    if (rows * row_size != (size_t)size || rows != (size_t)least)
        return refuse("a table of weights has another number of rows than there are features");
    judge->tables[pass] = calloc(rows, JUDGE_LANES * sizeof(int16_t));
    judge->passes++;
    if (!judge->tables[pass]) {
        PyErr_NoMemory();
        return 0;
    }
    for (size_t row = 0; row < rows; row++) {
        int16_t *lanes = judge->tables[pass] + row * JUDGE_LANES;
        memcpy(lanes, data + row * row_size, row_size);
        for (int label = 0; label < JUDGE_LABELS; label++)
            most = abs(lanes[label]) > most ? abs(lanes[label]) : most;
    }
    judge->rows[pass] = rows;
    judge->safe[pass] = most > INT16_MAX ? 1 : (size_t)(INT16_MAX / most);
    return 1;
}

/* Take what the last table's rows weigh on average, rounded towards 0; or nothing where they are told as they are. */
static int take_average(Judge *judge, int centred)
{
    size_t last = judge->passes - 1;
    judge->average = calloc(judge->rows[last], sizeof(int16_t));
    if (!judge->average) {
        PyErr_NoMemory();
        return 0;
    }
    for (size_t row = 0; centred && row < judge->rows[last]; row++) {
        int32_t sum = 0;
        for (int label = 0; label < JUDGE_LABELS; label++)
            sum += judge->tables[last][row * JUDGE_LANES + (size_t)label];
        judge->average[row] = (int16_t)(sum / JUDGE_LABELS);
    }
    return 1;
}

static int take_traits(Judge *judge, const char *traits, Py_ssize_t size)
{
    judge->features = (size_t)size / sizeof(uint32_t);
    judge->traits = malloc((size_t)size + 1);
    if (!judge->traits) {
        PyErr_NoMemory();
        return 0;
    }
    memcpy(judge->traits, traits, judge->features * sizeof(uint32_t));
    for (size_t i = 0; i < judge->features; i++)
        if (judge->traits[i] >> TOLD > judge->told)
            judge->told = judge->traits[i] >> TOLD;
    if (judge->told > 64 || judge->features > INT16_MAX)
        return refuse("there are more features than a judge can tell apart");
    return 1;
}

static int take_labels(Judge *judge, const char *kinds, Py_ssize_t count, const char *guarded, Py_ssize_t guards)
{
    int boilerplate = 0;
    if (count != JUDGE_LABELS || guards != GUARDED)
        return refuse("a judge knows 18 labels, 4 of them guarded");
    memcpy(judge->kinds, kinds, JUDGE_LABELS);
    memcpy(judge->guarded, guarded, GUARDED);
    for (int label = 0; label < JUDGE_LABELS; label++)
        boilerplate += judge->kinds[label] & BOILERPLATE;
    for (int i = 0; i < GUARDED; i++)
        if (judge->guarded[i] >= JUDGE_LABELS)
            return refuse("a guarded label is none");
    if (!boilerplate || boilerplate == JUDGE_LABELS)
        return refuse("some labels are boilerplate, and some are not");
    int64_t odds = (int64_t)1 << 28;
    for (judge->last_odds = 0; odds; odds = odds * 64520 >> 16) /* e ** (-1 / 64), in 1 / 65,536 */
        judge->odds[judge->last_odds++] = odds;
    return 1;
}

enum { LEARNED_FEATURES, LEARNED_ODDS, LEARNED_INPUTS, LEARNED_BORDERS, LEARNED_ANSWERS, LEARNED_PARTS };

/* Copy what was learned of furniture where the judge owns it. */
static int copy_furniture(Judge *judge, const Py_buffer *parts)
{
    static const size_t order[LEARNED_PARTS] = {LEARNED_BORDERS, LEARNED_ANSWERS, LEARNED_FEATURES, LEARNED_ODDS,
                                                LEARNED_INPUTS}; /* the widest first */
    Furniture *furniture = &judge->furniture;
    size_t trees = (size_t)parts[LEARNED_INPUTS].len / TREE_DEPTH, size = 0, places[LEARNED_PARTS];
    if ((size_t)parts[LEARNED_FEATURES].len != judge->features || parts[LEARNED_ODDS].len != 2 * PULL_MOST ||
        (size_t)parts[LEARNED_INPUTS].len != trees * TREE_DEPTH ||
        (size_t)parts[LEARNED_BORDERS].len != trees * TREE_DEPTH * 2 ||
        (size_t)parts[LEARNED_ANSWERS].len != trees * TREE_ANSWERS * 2)
        return refuse("what was learned of furniture is of another shape");
    for (Py_ssize_t i = 0; i < parts[LEARNED_INPUTS].len; i++)
        if (((const uint8_t *)parts[LEARNED_INPUTS].buf)[i] >= FURNITURE_INPUTS)
            return refuse("a tree asks for an input that there is not");
    for (int i = 0; i < LEARNED_PARTS; i++) {
        places[order[i]] = size;
        size += (size_t)parts[order[i]].len;
    }
    furniture->learned = malloc(size + 1);
    if (!furniture->learned) {
        PyErr_NoMemory();
        return 0;
    }
    for (int i = 0; i < LEARNED_PARTS; i++)
        memcpy(furniture->learned + places[i], parts[i].buf, (size_t)parts[i].len);
    furniture->borders = (const int16_t *)(const void *)(furniture->learned + places[LEARNED_BORDERS]);
    furniture->answers = (const int16_t *)(const void *)(furniture->learned + places[LEARNED_ANSWERS]);
    furniture->features = (const int8_t *)furniture->learned + places[LEARNED_FEATURES];
    furniture->odds = (const uint8_t *)furniture->learned + places[LEARNED_ODDS];
    furniture->inputs = (const uint8_t *)furniture->learned + places[LEARNED_INPUTS];
    furniture->trees = trees;
    return 1;
}

/* Take what was learned of furniture: the arrays of `furniture.Furniture` in order, or None. */
static int take_furniture(Judge *judge, PyObject *learned)
{
    PyObject *grams, *pulls;
    Py_buffer parts[LEARNED_PARTS];
    if (learned == Py_None)
        return 1;
    if (!PyTuple_Check(learned))
        return refuse("what was learned of furniture is a tuple of arrays, or None");
    if (!PyArg_ParseTuple(learned, "OOy*y*y*y*y*", &grams, &pulls, parts, parts + 1, parts + 2, parts + 3, parts + 4))
        return 0;
    int good = copy_furniture(judge, parts);
    for (int i = 0; i < LEARNED_PARTS; i++)
        PyBuffer_Release(parts + i);
    return good;
}

static PyObject *judge_new(PyTypeObject *type, PyObject *arguments, PyObject *Py_UNUSED(keywords))
{
    PyObject *tables, *learned;
    const char *traits, *kinds, *guarded;
    Py_ssize_t traits_size, kinds_size, guarded_size;
    int centred;
    if (!PyArg_ParseTuple(arguments, "O!y#y#y#pO", &PyTuple_Type, &tables, &traits, &traits_size, &kinds, &kinds_size,
                          &guarded, &guarded_size, &centred, &learned))
        return NULL;
    JudgeObject *object = (JudgeObject *)PyType_GenericAlloc(type, 0); /* zeroed */
    Py_ssize_t passes = PyTuple_Size(tables);
    if (!object)
        return NULL;
    Judge *judge = &object->judge;
    int good = passes >= 1 && passes <= JUDGE_PASSES ? 1 : refuse("a judge has 1 to 3 tables");
    good = good && take_traits(judge, traits, traits_size) &&
           take_labels(judge, kinds, kinds_size, guarded, guarded_size) && take_furniture(judge, learned);
    for (Py_ssize_t pass = 0; good && pass < passes; pass++)
        good = take_table(judge, PyTuple_GetItem(tables, pass));
    if (good && take_average(judge, centred))
        return (PyObject *)object;
    Py_DECREF(object);
    return NULL;
}

static void judge_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    free_judge(&((JudgeObject *)self)->judge);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
    Py_DECREF(type);
}

enum { PAGE_NUMBERS, PAGE_STARTS, PAGE_LENGTHS, PAGE_SAME, PAGE_PULLS, PAGE_ALIVE, PAGE_ARRAYS };

/* Read the blocks that are alive; how often a text stands among them is counted in `times`. */
static int read_blocks(Sheet *sheet, const Py_buffer *views, int32_t *times, size_t *most)
{
    const Judge *judge = sheet->judge;
    const uint16_t *numbers = views[PAGE_NUMBERS].buf;
    const int32_t *starts = views[PAGE_STARTS].buf, *lengths = views[PAGE_LENGTHS].buf, *same = views[PAGE_SAME].buf;
    const int32_t *alive = views[PAGE_ALIVE].buf, *pulls = views[PAGE_PULLS].buf;
    const int8_t *own = judge->furniture.features;
    int64_t features = views[PAGE_NUMBERS].len / 2;
    for (int64_t i = 0; i < sheet->count; i++) {
        Judged *block = sheet->blocks + i;
        int64_t at = alive ? alive[i] : i;
        if (starts[at] < 0 || starts[at] > starts[at + 1] || starts[at + 1] > features)
            return refuse("the features of a block end before they start, or are not there");
        block->features = numbers + starts[at];
        block->end = numbers + starts[at + 1];
        block->length = lengths[at];
        block->pull = pulls[at];
        block->again = times[same[at]] > 1 ? 1 + (lengths[at] >= HEADING) : 0;
        *most = (size_t)(block->end - block->features) > *most ? (size_t)(block->end - block->features) : *most;
        for (const uint16_t *feature = block->features; feature < block->end; feature++) {
            if (*feature >= judge->features)
                return refuse("a feature has a number that none has");
            uint32_t traits = judge->traits[*feature];
            if (traits & sheet->unread)
                continue;
            block->pull += own ? own[*feature] : 0;
            block->traits |= traits & ((1u << TOLD) - 1);
            if (traits >> TOLD)
                block->told |= (uint64_t)1 << ((traits >> TOLD) - 1);
        }
    }
    return 1;
}

/* Count how often each text stands among the blocks that are alive. */
static int count_texts(const Sheet *sheet, const Py_buffer *views, int32_t *times)
{
    const int32_t *same = views[PAGE_SAME].buf, *alive = views[PAGE_ALIVE].buf;
    int64_t all = views[PAGE_LENGTHS].len / 4;
    for (int64_t i = 0; i < sheet->count; i++) {
        int64_t at = alive ? alive[i] : i;
        if (at < 0 || at >= all || same[at] < 0 || same[at] >= all)
            return refuse("a block that is alive is none of the page");
        times[same[at]]++;
    }
    return 1;
}

static PyObject *judge_views(const Judge *judge, const Py_buffer *views, int64_t caution, int reread, int tell)
{
    int64_t all = views[PAGE_LENGTHS].len / 4, count = views[PAGE_ALIVE].obj ? views[PAGE_ALIVE].len / 4 : all;
    Sheet sheet = {.judge = judge, .count = count, .caution = caution, .unread = reread ? 1u << MADE : 0};
    PyObject *found = PyBytes_FromStringAndSize(NULL, count);
    PyObject *cells = PyBytes_FromStringAndSize(NULL, tell ? count * REASONS * 4 : 0), *answer = NULL;
    Judged *blocks = calloc((size_t)count + 2 * JUDGE_MARGIN, sizeof *blocks);
    int32_t *times = calloc((size_t)all + 1, sizeof *times);
    sheet.pulled = malloc(((size_t)count + 1) * sizeof *sheet.pulled);
    sheet.scores = malloc(((size_t)count + 1) * JUDGE_LABELS * sizeof *sheet.scores);
    size_t most = 0;
    if (!found || !cells || !blocks || !times || !sheet.scores || !sheet.pulled) {
        PyErr_NoMemory();
        goto done;
    }
    sheet.blocks = blocks + JUDGE_MARGIN;
    for (int i = 0; i < JUDGE_MARGIN; i++)
        blocks[i].label = sheet.blocks[count + i].label = JUDGE_EDGE;
    if (!count_texts(&sheet, views, times) || !read_blocks(&sheet, views, times, &most))
        goto done;
    sheet.rows = malloc((most + 2 * 64 + BLOCK_ROWS) * sizeof *sheet.rows);
    if (!sheet.rows) {
        PyErr_NoMemory();
        goto done;
    }
    uint8_t *labels = (uint8_t *)PyBytes_AsString(found);
    int32_t *why = tell ? (int32_t *)(void *)PyBytes_AsString(cells) : NULL;
    Py_BEGIN_ALLOW_THREADS
    judge_sheet(&sheet, labels, why);
    Py_END_ALLOW_THREADS
    answer = PyTuple_Pack(2, found, cells);
done:
    free(sheet.rows);
    free(sheet.scores);
    free(sheet.pulled);
    free(times);
    free(blocks);
    Py_XDECREF(found);
    Py_XDECREF(cells);
    return answer;
}

static int fits_page(const Py_buffer *views)
{
    Py_ssize_t size = views[PAGE_LENGTHS].len;
    if (views[PAGE_NUMBERS].len % 2 || size % 4 || views[PAGE_STARTS].len != size + 4 || views[PAGE_SAME].len != size ||
        views[PAGE_PULLS].len != size ||         (views[PAGE_ALIVE].obj && views[PAGE_ALIVE].len % 4))
        return refuse("a page is int16 numbers, int32 starts (one more than blocks), lengths, same and pulls, int32 alive");
    return 1;
}

/* judge(looks, alive, caution, reread, tell=True): uint8 labels, and int32 cells where they are to be told. */
static PyObject *judge_judge(PyObject *self, PyObject *arguments)
{
    PyObject *arrays[PAGE_ARRAYS], *answer = NULL;
    Py_buffer views[PAGE_ARRAYS] = {0};
    long long caution;
    int reread, tell = 1, opened = 0;
    if (!PyArg_ParseTuple(arguments, "(OOOOO)OLp|p", arrays, arrays + 1, arrays + 2, arrays + 3, arrays + 4, arrays + 5,
                          &caution, &reread, &tell))
        return NULL;
    for (; opened < PAGE_ARRAYS; opened++)
        if (arrays[opened] != Py_None && PyObject_GetBuffer(arrays[opened], views + opened, PyBUF_SIMPLE) < 0)
            goto close;
    if (fits_page(views))
        answer = judge_views(&((JudgeObject *)self)->judge, views, caution, reread, tell);
close:
    while (opened-- > 0)
        if (views[opened].obj)
            PyBuffer_Release(views + opened);
    return answer;
}

static PyMethodDef judge_methods[] = {
    {"judge", judge_judge, METH_VARARGS, "Label the blocks of a page, or those alive: uint8 labels, int32 cells."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot judge_slots[] = {
    {Py_tp_doc, (void *)"Tables of weights, and what they and the guards make of a page."},
    {Py_tp_new, (void *)judge_new},
    {Py_tp_dealloc, (void *)judge_dealloc},
    {Py_tp_methods, judge_methods},
    {0, NULL},
};

static PyType_Spec judge_spec = {
    .name = "pubclean.kernel.native.Judge",
    .basicsize = sizeof(JudgeObject),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = judge_slots,
};

static int add_judge(PyObject *module)
{
    PyObject *type = PyType_FromSpec(&judge_spec);
    int added = type ? PyModule_AddObjectRef(module, "Judge", type) : -1;
    Py_XDECREF(type);
    return added;
}
