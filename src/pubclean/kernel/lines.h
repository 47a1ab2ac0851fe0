/* The lines of a page, less the white space round them, and what shows at their edges. text.py has the twins. */

typedef struct {
    Py_ssize_t start, end;
    Py_ssize_t width; /* its characters less those of its markers */
    uint16_t facts;
    uint8_t first_word; /* the room its first word takes behind the line above, its space counted */
} PageLine;

enum {
    AFTER_BLANK = 1,
    BEGINS_UNSPACED = 2,
    ENDS_UNSPACED = 4,
    BEGINS_LOWER = 8,      /* its first letter is a lower-case one, and no digit stands before it */
    BEGINS_WITH_LOWER = 16, /* its first character is */
    BEGINS_ITEM = 32,
    BEGINS_NUMBERED = 64,
    ENDS_IN_MARK = 128,    /* a stop or a colon */
    ENDS_OPEN = 256,       /* a comma or an opening bracket */
    ENDS_HYPHENATED = 512,
    STARTS_FOLDED = 1024,  /* the page folds the text that begins here */
    STARTS_IN_MARKER = 2048
};

typedef struct {
    const uint32_t *source;
    PageLine *lines;
    Py_ssize_t count, room;
} Lines;

static const uint32_t SENTENCE_MARKS[] = {'.', '!', '?', 0x2026, 0x3002, 0xFF01, 0xFF1F, ':', ';', 0xFF1A, 0xFF1B, 0};
static const uint32_t OPEN_ENDS[] = {',', '(', '[', 0};
static const uint32_t HYPHENS[] = {'-', 0xAD, 0x2010, 0};
static const uint32_t BULLETS[] = {0x2022, 0xB7, 0x25AA, 0x25E6, 0x2023, 0x2043, 0x25A0, 0x25CF, 0x25CB, 0x25BA,
                                   0x25B8, 0x2013, 0x2014, '*', '+', '-', 0};
static const uint32_t CLOSERS[] = {'"', '\'', 0x201D, 0x2019, 0xBB, 0x203A, ')', ']', '}', 0xFF09, 0xFF3D, 0x3011,
                                   0x300D, 0x300F, 0x3009, 0x300B, '*', 0x2020, 0x2021, 0xB9, 0xB2, 0xB3, ' ', 0};
static const uint32_t SENTENCE_ENDS[] = {'.', '!', '?', 0x3002, 0xFF01, 0xFF1F, 0x061F, 0x06D4, 0x0964, 0x0965, 0x0589,
                                         0x2026, 0x2025, 0x22EF, ':', ';', 0xFF1A, 0xFF1B, 0};

INLINE int is_break(uint32_t c)
{
    return c <= 0x1E ? (c >= 0x0A && c <= 0x0D) || c >= 0x1C : c == 0x85 || (c & ~(uint32_t)1) == 0x2028;
}

INLINE int is_space(uint32_t c)
{
    return class_of(c) & IS_SPACE;
}

static int starts_lower(const uint32_t *text, const uint32_t *end)
{
    for (int i = 0; i < 8 && text < end; i++, text++)
        if (class_of(*text) & IS_ALNUM)
            return (class_of(*text) & IS_LOWER) != 0;
    return 0;
}

static int ends_sentence(const uint32_t *text, const uint32_t *end)
{
    const uint32_t *floor = end - text > 8 ? end - 8 : text;
    while (end > floor && is_one_of(end[-1], CLOSERS))
        end--;
    return end > floor && is_one_of(end[-1], SENTENCE_ENDS);
}

INLINE int is_ascii_letter(uint32_t c)
{
    return (c | 32) - 'a' < 26u;
}

INLINE int is_word_character(uint32_t c)
{
    return c == '_' || class_of(c) & IS_ALNUM;
}

/* "@article{": an entry of BibTeX begins. */
static int begins_bibtex(const uint32_t *text, const uint32_t *end)
{
    const uint32_t *at = text + 1;
    if (*text != '@')
        return 0;
    while (at < end && is_ascii_letter(*at))
        at++;
    return at > text + 1 && at < end && *at == '{';
}

static const uint32_t *skip_digits(const uint32_t *at, const uint32_t *end, int most)
{
    while (most-- > 0 && at < end && class_of(*at) & IS_DECIMAL)
        at++;
    return at;
}

static int begins_item(const uint32_t *text, const uint32_t *end)
{
    const uint32_t *at = text + 1;
    if (*text == '[') {
        at = skip_digits(at, end, 4);
        return at > text + 1 && at < end && *at == ']';
    }
    if (*text == '@') {
        while (at < end && is_word_character(*at))
            at++;
        return at > text + 1 && at < end && *at == '{';
    }
    return is_one_of(*text, BULLETS) && at < end && is_space(*at);
}

static int begins_numbered(const uint32_t *text, const uint32_t *end)
{
    const uint32_t *from = text + (*text == '('), *at = skip_digits(from, end, 3);
    return at > from && at + 1 < end && (*at == '.' || *at == ')') && is_space(at[1]);
}

static int is_letter(uint32_t c)
{
    return (class_of(c) & (IS_ALNUM | IS_DECIMAL)) == IS_ALNUM;
}

static int ends_hyphenated(const uint32_t *text, const uint32_t *end)
{
    return end - text > 2 && is_one_of(end[-1], HYPHENS) && is_letter(end[-2]) && is_letter(end[-3]);
}

static uint8_t first_word_room(const uint32_t *text, const uint32_t *end)
{
    int size = 0;
    while (size < 60 && text + size < end && text[size] != ' ')
        size++;
    return (uint8_t)(size + 1);
}

static uint16_t line_facts(const uint32_t *text, const uint32_t *end)
{
    int facts = 0, class = class_of(*text);
    facts |= is_unspaced(*text) ? BEGINS_UNSPACED : 0;
    facts |= is_unspaced(end[-1]) ? ENDS_UNSPACED : 0;
    facts |= starts_lower(text, end) ? BEGINS_LOWER : 0;
    facts |= class & IS_LOWER ? BEGINS_WITH_LOWER : 0;
    facts |= begins_item(text, end) ? BEGINS_ITEM : 0;
    facts |= begins_numbered(text, end) ? BEGINS_NUMBERED : 0;
    facts |= is_one_of(end[-1], SENTENCE_MARKS) ? ENDS_IN_MARK : 0;
    facts |= is_one_of(end[-1], OPEN_ENDS) ? ENDS_OPEN : 0;
    facts |= ends_hyphenated(text, end) ? ENDS_HYPHENATED : 0;
    return (uint16_t)facts;
}

static PageLine *next_line(Lines *lines)
{
    if (lines->count == lines->room) {
        Py_ssize_t room = lines->room ? 2 * lines->room : 256;
        PageLine *larger = realloc(lines->lines, (size_t)room * sizeof *larger);
        if (!larger)
            return (PageLine *)PyErr_NoMemory();
        lines->lines = larger;
        lines->room = room;
    }
    return lines->lines + lines->count++;
}

/* Find the lines that hold more than white space; 0 with an error set. */
static int find_lines(Lines *lines, Py_ssize_t length)
{
    const uint32_t *source = lines->source;
    int blank = 1;
    for (Py_ssize_t at = 0, stop; at < length; at = stop + 1) {
        for (stop = at; stop < length && !is_break(source[stop]);)
            stop++;
        Py_ssize_t start = at, end = stop;
        while (start < end && is_space(source[start]))
            start++;
        while (end > start && is_space(source[end - 1]))
            end--;
        if (stop + 1 < length && source[stop] == '\r' && source[stop + 1] == '\n')
            stop++;
        if (start == end) {
            blank = 1;
            continue;
        }
        PageLine *line = next_line(lines);
        if (!line)
            return 0;
        *line = (PageLine){start, end, end - start, line_facts(source + start, source + end), 2};
        if (!(line->facts & BEGINS_UNSPACED))
            line->first_word = first_word_room(source + start, source + end);
        line->facts |= blank ? AFTER_BLANK : 0;
        blank = 0;
    }
    return !PyErr_Occurred();
}
