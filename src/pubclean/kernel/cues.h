/* What a line reads like by how its words and numbers begin; and all its signs together. */

static uint32_t volume_at(const Line *line, int at)
{
    switch (low_at(line, at)) {
    case 'v':
        if (!low_word_at(line, at, "vol"))
            return 0;
        return !is_word(line, at + 3) || (low_word_at(line, at, "volume") && !is_word(line, at + 6)) ? CITES_VOLUME : 0;
    case 'n': {
        uint32_t sign = code_at(line, at + 1);
        return low_word_at(line, at, "no.") || sign == 0xB0 || sign == 0xBA ? CITES_VOLUME : 0;
    }
    case 'b':
        return low_word_at(line, at, "bd.") ? CITES_VOLUME : 0;
    case 0x442:
        return code_at(line, at + 1) == '.' && is_decimal(line, past_space(line, at + 2)) ? CITES_VOLUME : 0;
    default:
        return 0;
    }
}

static uint32_t page_word_at(const Line *line, int at)
{
    static const char *const names[] = {"pages", "pp", "p", "str", "s", NULL};
    int size = one_of_words(line, at, names, 0);
    if (code_at(line, at) == 0x441) /* с, стр */
        size = code_at(line, at + 1) == 0x442 && code_at(line, at + 2) == 0x440 ? 3 : 1;
    if (!size)
        return 0;
    at += size;
    at += code_at(line, at) == '.';
    at += code_at(line, at) == ' ';
    return is_decimal(line, at) ? CITES_PAGES : 0;
}

static uint32_t others_at(const Line *line, int at)
{
    if (low_word_at(line, at, "et al") && !is_word(line, at + 5))
        return CITES_ET_AL;
    if (low_word_at(line, at, "et coll") && !is_word(line, at + 7))
        return CITES_ET_AL;
    if (low_at(line, at) == 0x438 && code_at(line, at + 1) == ' ' && low_at(line, at + 2) == 0x434 &&
        low_at(line, at + 3) == 0x440 && !is_word(line, at + 4))
        return CITES_ET_AL;
    if (low_at(line, at) != 'u')
        return 0;
    at++;
    at += code_at(line, at) == '.';
    at += code_at(line, at) == ' ';
    return low_word_at(line, at, "a.") ? CITES_ET_AL : 0;
}

static uint32_t venue_at(const Line *line, int at)
{
    static const char *const places[] = {"in", "dans", "en", "em", NULL};
    static const char *const names[] = {"Journal", "Transactions", "Zeitschrift", "Revue", "Revista", "Rivista", NULL};
    uint32_t first = code_at(line, at);
    int size = first == 0x412;
    if (first == 'J' || first == 'T' || first == 'Z' || first == 'R') {
        size = one_of_words(line, at, names, 0);
        return size && !is_word(line, at + size) ? CITES_IN : 0;
    }
    if (first == 'i' || first == 'd' || first == 'e')
        size = one_of_words(line, at, places, 0);
    return size && may_begin_in(line, at) && is_in_behind(line, at + size) ? CITES_IN : 0;
}

static uint32_t word_begins(const Line *line, int at)
{
    switch (low_at(line, at)) {
    case 'v': case 'n': case 'b': case 0x442:
        return volume_at(line, at);
    case 'p': case 's': case 0x441:
        return page_word_at(line, at);
    case 'e':
        return others_at(line, at) | venue_at(line, at);
    case 'u': case 0x438:
        return others_at(line, at);
    case 'd':
        return venue_at(line, at) | (low_word_at(line, at, "doi") && !is_word(line, at + 3) ? CITES_DOI : 0);
    case 'i': case 'j': case 't': case 'z': case 'r': case 0x432:
        return venue_at(line, at);
    default:
        return 0;
    }
}

/* A year behind an acronym, "ICML'24": two capitals in a row of letters end before a place. */
static int is_acronym_before(const Line *line, int at)
{
    int capitals = 0;
    for (at--; at >= 0; at--) {
        uint32_t code = line->codes[at];
        if (code - 'A' < 26)
            capitals++;
        else if (code == '&' || code == '-')
            capitals = 0;
        else if (code - 'a' >= 26)
            return 0;
        if (capitals == 2)
            return 1;
    }
    return 0;
}

static uint32_t digits_begin(const Line *line, int at)
{
    static const char *const money[] = {"usd", "eur", NULL};
    int count = digits_from(line, at), end = at + count, name = past_space(line, end);
    uint32_t found = count == 4 && year_at(line, at) > 0 ? HAS_YEAR : 0;
    int size = one_of_words(line, name, money, 1);
    if (low_at(line, name) == 'k' && (low_at(line, name + 1) == 'r' || low_at(line, name + 1) == 0x10D))
        size = 2;
    if (low_at(line, name) == 'z' && low_at(line, name + 1) == 0x142)
        size = 2;
    if (low_at(line, name) == 0x440 && low_at(line, name + 1) == 0x443 && low_at(line, name + 2) == 0x431)
        size = 3;
    if (size && !is_word(line, name + size))
        found |= HAS_PRICE;
    if (word_at(line, at, "10.") && !is_word(line, at - 1)) {
        int digits = digits_from(line, at + 3);
        if (digits >= 4 && digits <= 9 && code_at(line, at + 3 + digits) == '/')
            found |= CITES_DOI;
    }
    if ((count == 2 || (count == 4 && (word_at(line, at, "19") || word_at(line, at, "20")))) && !is_word(line, end))
        for (int gap = 0; gap <= 2; gap++) {
            uint32_t code = code_at(line, at - gap);
            if (gap && code != ' ' && code != '\'' && code != 0x2019 && code != '-')
                break;
            if (is_acronym_before(line, at - gap))
                found |= HAS_ACRONYM_YEAR;
        }
    return found;
}

/* Code by how a line begins or ends. */
static uint32_t code_at_edges(const Line *line)
{
    int at = 0;
    uint32_t last = code_at(line, line->size - 1);
    if (last == '}' || last == ';')
        return HAS_CODE;
    while (is_blank(line, at))
        at++;
    uint32_t first = code_at(line, at);
    int word = at + (first == '@');
    while (is_word(line, word))
        word++;
    if (first == '@' && word > at + 1 && code_at(line, word) == '{')
        return HAS_CODE;
    if (first == '<' && is_word(line, at + 1 + (code_at(line, at + 1) == '/')))
        return HAS_CODE;
    if ((first == '$' || first == '#') && code_at(line, at + 1) == ' ' && is_word(line, at + 2))
        return HAS_CODE;
    if (word_at(line, at, "import ") || word_at(line, at, "def "))
        return HAS_CODE;
    return first != '@' && word > at && word_at(line, word, " = ") ? HAS_CODE : 0;
}

/* All signs of a line, in one pass. */
static uint32_t signs_of(const Line *line)
{
    uint32_t found = code_at_edges(line), before = 0;
    for (int i = 0; i < line->size; i++) {
        uint32_t flags = line->flags[i];
        if ((flags & TELLING) | (flags & ~before & (WORDLIKE | DECIMAL))) {
            if (flags & TELLING)
                found |= sign_at(line, i);
            if (flags & ~before & WORDLIKE)
                found |= word_begins(line, i);
            if (flags & ~before & DECIMAL)
                found |= digits_begin(line, i);
        }
        before = flags;
    }
    return found;
}
