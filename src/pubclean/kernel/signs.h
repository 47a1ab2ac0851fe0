/* What a line reads like by its signs: an address, a price, a menu, a bibliography. One pass; looks.py has the names. */

enum {
    HAS_ADDRESS = 1, HAS_MAIL = 2, HAS_CODE = 4, HAS_PRICE = 8, HAS_COUNT_AT_END = 16, HAS_COUNTS = 32, HAS_CRUMBS = 64,
    HAS_BRACKETS = 128, HAS_ACRONYM_YEAR = 256, PATTERNS = 9,
    CITES_DOI = 512, CITES_PAGES = 1024, CITES_VOLUME = 2048, CITES_YEAR = 4096, CITES_INITIALS = 8192,
    CITES_ET_AL = 1 << 14, CITES_QUOTED = 1 << 15, CITES_IN = 1 << 16, CITES_LINKS = 1 << 17, CITES = 9,
    HAS_YEAR = 1 << 18
};

INLINE int letter_at(const Line *line, int at) { return (flag_at(line, at) & LETTER) != 0; }
INLINE int is_word(const Line *line, int at) { return (flag_at(line, at) & WORDLIKE) != 0; }
INLINE int is_dash(uint32_t code) { return code == '-' || code == 0x2013 || code == 0x2014; }
INLINE int is_opening(uint32_t code) { return code == '(' || code == '['; }
INLINE int is_closing(uint32_t code) { return code == ')' || code == ']'; }
INLINE int is_shown(const Line *line, int at) { return at >= 0 && at < line->size && !is_blank(line, at); }
INLINE int is_host(const Line *line, int at) { return is_word(line, at) || code_at(line, at) == '-'; }

/* Letters of a word are compared as they stand, or in lower case. */
static int one_of_words(const Line *line, int at, const char *const *words, int low)
{
    uint32_t first = low ? low_at(line, at) : code_at(line, at);
    for (; *words; words++)
        if ((uint8_t)**words != first)
            continue;
        else if (low ? low_word_at(line, at, *words) : word_at(line, at, *words))
            return (int)strlen(*words);
    return 0;
}

static uint32_t address_at_dot(const Line *line, int at)
{
    static const char *const names[] = {"org", "com", "edu", "net", "io", "fr", "de", "ca", "uk", NULL};
    if (at >= 3 && low_word_at(line, at - 3, "www") && is_word(line, at + 1))
        return HAS_ADDRESS;
    int size = one_of_words(line, at + 1, names, 1);
    if (!size || is_word(line, at + 1 + size) || !is_host(line, at - 1))
        return 0;
    for (int i = at - 2; is_host(line, i); i--)
        if (is_word(line, i))
            return HAS_ADDRESS;
    return 0;
}

/* "… at host.x" behind what stands for the at sign. */
static uint32_t mail_behind(const Line *line, int at)
{
    int count = 0;
    while (count <= 64 && is_host(line, at + count))
        count++;
    return count >= 1 && count <= 64 && code_at(line, at + count) == '.' && is_word(line, at + count + 1) ? HAS_MAIL : 0;
}

static int is_mailbox(const Line *line, int at)
{
    uint32_t code = code_at(line, at);
    return is_word(line, at) || code == '.' || code == '+' || code == '-';
}

static uint32_t mail_at(const Line *line, int at)
{
    if (code_at(line, at) == '@')
        return is_mailbox(line, at - 1) ? mail_behind(line, at + 1) : 0;
    if (word_at(line, at, "(at)"))
        return is_mailbox(line, at - 1) ? mail_behind(line, at + 4) : 0;
    if (!word_at(line, at, "[at]") || !is_mailbox(line, is_blank(line, at - 1) ? at - 2 : at - 1))
        return 0;
    return mail_behind(line, past_space(line, at + 4));
}

/* The end of a count in brackets, "(12)"; -1 where none begins. */
static int count_at(const Line *line, int at)
{
    if (!is_opening(code_at(line, at)))
        return -1;
    int digits = digits_from(line, at + 1);
    return digits >= 1 && digits <= 5 && is_closing(code_at(line, at + 1 + digits)) ? at + digits + 2 : -1;
}

/* Say whether three counts stand from 1 to 40 characters apart; the last of them begins at a place. */
static int are_counts(const Line *line, int at)
{
    for (int middle = at - 1; middle > 0 && at - middle <= 48; middle--) {
        int end = count_at(line, middle);
        if (end < 0 || at - end < 1 || at - end > 40)
            continue;
        for (int first = middle - 1; first >= 0 && middle - first <= 48; first--) {
            int first_end = count_at(line, first);
            if (first_end < 0 || middle - first_end < 1 || middle - first_end > 40)
                continue;
            int broken = 0;
            for (int i = first_end; i < at; i++)
                broken |= line->codes[i] == '\n';
            if (!broken)
                return 1;
        }
    }
    return 0;
}

/* `[x{1,20}]`: where it ends, or -1. */
static int bracket_at(const Line *line, int at)
{
    if (code_at(line, at) != '[')
        return -1;
    int end = at + 1;
    while (end < line->size && end <= at + 21 && line->codes[end] != '[' && line->codes[end] != ']')
        end++;
    return end > at + 1 && end <= at + 21 && code_at(line, end) == ']' ? end + 1 : -1;
}

static int are_brackets(const Line *line, int at)
{
    int end = bracket_at(line, at);
    for (int gap = 0; end >= 0 && gap <= 3; gap++, end++) {
        if (bracket_at(line, end) >= 0)
            return 1;
        if (end >= line->size || line->codes[end] == '[' || line->codes[end] == ']')
            return 0;
    }
    return 0;
}

static uint32_t opening_at(const Line *line, int at)
{
    static const char *const links[] = {"pdf", "code", "link", "doi", "bib", "bibtex", "slides", "video", "arxiv",
                                        "poster", "ps", "html", "web", "abs", NULL};
    uint32_t found = mail_at(line, at);
    int end = count_at(line, at);
    if (word_at(line, at, "()") && is_word(line, at - 1))
        found |= HAS_CODE;
    if (end >= 0 && are_counts(line, at))
        found |= HAS_COUNTS;
    if (end == line->size && is_shown(line, is_blank(line, at - 1) ? at - 2 : at - 1) &&
        !is_decimal(line, is_blank(line, at - 1) ? at - 2 : at - 1))
        found |= HAS_COUNT_AT_END;
    if (are_brackets(line, at))
        found |= HAS_BRACKETS;
    for (int i = 0; links[i]; i++)
        if (low_word_at(line, at + 1, links[i]) && is_closing(code_at(line, at + 1 + (int)strlen(links[i]))))
            found |= CITES_LINKS;
    if (code_at(line, at) == '(') { /* 12(3) */
        int before = at - 1 - is_blank(line, at - 1), digits = digits_from(line, at + 1);
        int start = before, behind = at + 1 + digits;
        while (is_decimal(line, start))
            start--;
        uint32_t sign = code_at(line, behind);
        if (digits && (is_dash(sign) || sign == '/') && sign != 0x2014 && digits_from(line, behind + 1))
            behind += 1 + digits_from(line, behind + 1);
        if (start < before && !is_word(line, start) && digits && code_at(line, behind) == ')')
            found |= CITES_VOLUME;
    }
    return found;
}

static uint32_t year_in_brackets_at(const Line *line, int at)
{
    int end = year_at(line, at + 1);
    if (end < 0)
        return 0;
    end += code_at(line, end) - 'a' < 26;
    return is_closing(code_at(line, end)) || code_at(line, end) == 0xFF09 ? CITES_YEAR : 0;
}

static uint32_t crumb_at(const Line *line, int at)
{
    int before = is_blank(line, at - 1) ? at - 2 : at - 1;
    return is_shown(line, before) && is_shown(line, past_space(line, at + 1)) ? HAS_CRUMBS : 0;
}

static uint32_t money_at(const Line *line, int at)
{
    int before = is_blank(line, at - 1) ? at - 2 : at - 1;
    return is_decimal(line, before) || is_decimal(line, past_space(line, at + 1)) ? HAS_PRICE : 0;
}

/* What follows initials: ", Surname", "and Surname". */
static int is_surname_behind(const Line *line, int at)
{
    static const char *const joiners[] = {"and ", "& ", "et ", "und ", "y ", "e ", NULL};
    at += code_at(line, at) == ',';
    if (code_at(line, at) != ' ')
        return 0;
    at++;
    int size = one_of_words(line, at, joiners, 0);
    if (!size && code_at(line, at) == 0x438 && code_at(line, at + 1) == ' ')
        size = 2;
    return (letter_at(line, at) && letter_at(line, at + 1)) ||
           (size && letter_at(line, at + size) && letter_at(line, at + size + 1));
}

static uint32_t initial_at_dot(const Line *line, int dot)
{
    if (!letter_at(line, dot - 1))
        return 0;
    int at = dot + 1;
    for (int more = 0; !is_word(line, dot - 2) && more <= 4; more++) {
        if (is_surname_behind(line, at))
            return CITES_INITIALS;
        uint32_t sign = code_at(line, at);
        int next = at + (sign == '-' || sign == 0x2010 || sign == ' ');
        if (!letter_at(line, next) || code_at(line, next + 1) != '.')
            break;
        at = next + 2;
    }
    uint32_t behind = code_at(line, dot + 1);
    int ends = dot + 1 >= line->size || is_blank(line, dot + 1) || behind == ',' || behind == ';' || behind == ':' ||
               behind == '&';
    int name = dot - 3 - (code_at(line, dot - 3) == ',');
    return ends && code_at(line, dot - 2) == ' ' && letter_at(line, name) && letter_at(line, name - 1) ? CITES_INITIALS
                                                                                                     : 0;
}

/* A closing quote: whether 12 to 250 characters before it, no closing one between, an opening one stands. */
static uint32_t quote_at(const Line *line, int at)
{
    static const uint32_t opening[] = {'"', 0x201C, 0xAB, 0x201E, 0x300C, 0x300E, 0x300A, 0};
    static const uint32_t closing[] = {'"', 0x201D, 0xBB, 0x201C, 0x300D, 0x300F, 0x300B, 0};
    if (!is_any_of(line->codes[at], closing))
        return 0;
    for (int i = at - 1; i >= 0 && at - i <= 251; i--) {
        if (at - i >= 13 && is_any_of(line->codes[i], opening))
            return CITES_QUOTED;
        if (is_any_of(line->codes[i], closing))
            return 0;
    }
    return 0;
}

/* `\s?` and a dash, `\s?` and a digit. */
static int range_behind(const Line *line, int at, int most)
{
    at = past_space(line, at);
    int dashes = 0;
    while (dashes < most && is_dash(code_at(line, at + dashes)))
        dashes++;
    return dashes && is_decimal(line, past_space(line, at + dashes));
}

static uint32_t pages_at(const Line *line, int at)
{
    static const uint32_t names[] = {0x9801, 0x9875, 0};
    uint32_t code = line->codes[at];
    int next = past_space(line, at + 1), before = is_blank(line, at - 1) ? at - 2 : at - 1;
    if (code == ':') {
        next += code_at(line, next) == 'e';
        int digits = digits_from(line, next);
        return digits && range_behind(line, next + digits, 1) ? CITES_PAGES : 0;
    }
    int digits = digits_from(line, next);
    if (!digits || !is_decimal(line, before))
        return 0;
    if (code == ',')
        return range_behind(line, next + digits, 2) ? CITES_PAGES : 0;
    int name = past_space(line, next + digits);
    int kana = code_at(line, name) == 0x30DA && code_at(line, name + 1) == 0x30FC && code_at(line, name + 2) == 0x30B8;
    return kana || is_any_of(code_at(line, name), names) ? CITES_PAGES : 0;
}

/* Behind "in", a colon or space and no small letter of ASCII. */
static int is_in_behind(const Line *line, int at)
{
    int end = at;
    while (code_at(line, end) == ':' || code_at(line, end) == ' ')
        end++;
    return end > at && letter_at(line, end) && code_at(line, end) - 'a' >= 26;
}

static int may_begin_in(const Line *line, int at)
{
    static const uint32_t before[] = {'.', ',', '?', '!', '"', 0x201D, 0xBB, 0};
    return at == 0 || (code_at(line, at - 1) == ' ' && is_any_of(code_at(line, at - 2), before));
}

static uint32_t slash_at(const Line *line, int at)
{
    uint32_t found = 0;
    if (code_at(line, at + 1) == '/' && (is_blank(line, at + 2) || (may_begin_in(line, at) && is_in_behind(line, at + 2))))
        found |= CITES_IN;
    if (code_at(line, at - 1) == ' ' && code_at(line, at + 1) == ' ' && is_word(line, at - 2) && is_word(line, at + 2))
        found |= HAS_CRUMBS;
    return found;
}

/* "第12卷". */
static uint32_t ordinal_at(const Line *line, int at)
{
    static const uint32_t volumes[] = {0x5DFB, 0x5377, 0x671F, 0x865F, 0x53F7, 0};
    int digits = digits_from(line, at + 1);
    return digits && is_any_of(code_at(line, at + 1 + digits), volumes) ? CITES_VOLUME : 0;
}

static uint32_t sign_at(const Line *line, int at)
{
    switch (line->codes[at]) {
    case 'x': case 'X':
        return low_word_at(line, at - 2, "arxiv") ? CITES_DOI : 0;
    case 'P':
        return word_at(line, at, "Proc.") || word_at(line, at, "Proceedings") ? CITES_IN : 0;
    case 0x7B2C:
        return ordinal_at(line, at);
    case '.':
        return address_at_dot(line, at) | initial_at_dot(line, at);
    case ':': {
        int web = word_at(line, at + 1, "//") && is_shown(line, at + 3) &&
                  ((at >= 4 && low_word_at(line, at - 4, "http")) || (at >= 5 && low_word_at(line, at - 5, "https")));
        return pages_at(line, at) | (web ? HAS_ADDRESS : 0);
    }
    case ',': case '-': case 0x2013: case 0x2014:
        return pages_at(line, at);
    case '/':
        return slash_at(line, at);
    case '@':
        return mail_at(line, at);
    case '(': case '[':
        return opening_at(line, at) | year_in_brackets_at(line, at);
    case 0xFF08:
        return year_in_brackets_at(line, at);
    case '{': case '}': case '\\': case '=': case '<': case '>': case '_': {
        uint32_t next = code_at(line, at + 1);
        int two = next && next < 128 && strchr("{}\\=<>_", (int)next) != NULL;
        return (two ? HAS_CODE : 0) | (line->codes[at] == '>' ? crumb_at(line, at) : 0);
    }
    case 0x203A: case 0x2192:
        return crumb_at(line, at);
    case 0xBB:
        return crumb_at(line, at) | quote_at(line, at);
    case '$': case 0x20AC: case 0xA3: case 0xA5: case 0x20BD: case 0x20B9:
        return money_at(line, at);
    default:
        return quote_at(line, at);
    }
}
