/* What a character is, as Python's own str says it: asked once for each, so that the twins in Python agree. */

enum {
    IS_SPACE = 1,
    IS_LOWER = 2,
    IS_ALNUM = 4,
    IS_DECIMAL = 8,
    IS_DIGIT = 16,
    CHARACTERS_A_PAGE = 256,
    CHARACTER_PAGES = 0x110000 / CHARACTERS_A_PAGE,
    IS_KNOWN = 128
};

static uint8_t *character_pages[CHARACTER_PAGES]; /* filled as characters are met; the GIL is held */

static int ask_character(uint32_t code)
{
    static const char *const questions[] = {"isspace", "islower", "isalnum", "isdecimal", "isdigit"};
    int class = IS_KNOWN;
    PyObject *character = PyUnicode_FromOrdinal((int)code);
    for (int i = 0; character && i < (int)(sizeof questions / sizeof *questions); i++) {
        PyObject *answer = PyObject_CallMethod(character, questions[i], NULL);
        if (!answer) {
            Py_DECREF(character);
            return -1;
        }
        class |= (answer == Py_True) << i;
        Py_DECREF(answer);
    }
    Py_XDECREF(character);
    return character ? class : -1;
}

/* The class of a character; -1 with an error set. */
static int class_of_new(uint32_t code)
{
    uint8_t **page = &character_pages[code / CHARACTERS_A_PAGE];
    if (!*page && !(*page = calloc(CHARACTERS_A_PAGE, 1))) {
        PyErr_NoMemory();
        return -1;
    }
    int class = ask_character(code);
    if (class >= 0)
        (*page)[code % CHARACTERS_A_PAGE] = (uint8_t)class;
    return class;
}

INLINE int class_of(uint32_t code)
{
    const uint8_t *page = character_pages[code / CHARACTERS_A_PAGE];
    int class = page ? page[code % CHARACTERS_A_PAGE] : 0;
    return class ? class : class_of_new(code);
}

/* Whether a character has no case and stands without spaces between words: `UNSPACED` of text.py. */
static int is_unspaced_letter(uint32_t code)
{
    static const uint32_t ranges[][2] = {
        {0x0E00, 0x0EFF}, {0x1000, 0x109F}, {0x1780, 0x17FF}, {0x2E80, 0x2FDF}, {0x3005, 0x3007}, {0x3040, 0x30FF},
        {0x31F0, 0x31FF}, {0x3400, 0x4DBF}, {0x4E00, 0x9FFF}, {0xF900, 0xFAFF}, {0xFF66, 0xFF9F}, {0x20000, 0x3FFFF},
    };
    if (code < 0x0E00)
        return 0;
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (code >= ranges[i][0] && code <= ranges[i][1])
            return 1;
    return 0;
}

/* The same, or the punctuation of such letters: `is_unspaced` of text.py. */
static int is_unspaced(uint32_t code)
{
    return is_unspaced_letter(code) || code == 0x3001 || code == 0xFF0C || code == 0x3002;
}

/* Whether `code` is one of a few characters, the last of them 0. */
INLINE int is_one_of(uint32_t code, const uint32_t *characters)
{
    for (; *characters; characters++)
        if (code == *characters)
            return 1;
    return 0;
}
