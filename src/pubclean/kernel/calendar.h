/* Dates by their words: months, and the words that stand in lines of dates. */

/* What stands in a date besides months and numbers: "3rd", "t10", "utc". */
static int is_date_rest(const Line *line, int start, int end)
{
    static const char *const words[] = {"min", "z", "utc", "gmt", "cet", "est", "pm", "am", "h", NULL};
    static const char *const endings[] = {"", "st", "nd", "rd", "th", "er", "re", "o", "a", "e", "i", NULL};
    for (int i = 0; words[i]; i++)
        if (end - start == (int)strlen(words[i]) && word_at(line, start, words[i]))
            return 1;
    if (code_at(line, start) == 't' && end - start == 3)
        return is_decimal(line, start + 1) && is_decimal(line, start + 2);
    int digits = 0;
    while (digits < 2 && start + digits < end && is_decimal(line, start + digits))
        digits++;
    for (int i = 0; digits && endings[i]; i++)
        if (end - start - digits == (int)strlen(endings[i]) && word_at(line, start + digits, endings[i]))
            return 1;
    return 0;
}

static int is_year(const Line *line, int start, int end)
{
    return end - start == 4 && year_at(line, start) == end;
}

/* Say whether what is left of a line, dates and times in numbers blanked, is words of dates; and enough of them. */
static int is_date_words(const Lexicon *lexicon, const Line *rest, int numeric)
{
    int count = 0, month = 0, year = 0;
    for (int i = 0; i < rest->size; count++) {
        while (i < rest->size && rest->flags[i] & PARTING)
            i++;
        int start = i;
        while (i < rest->size && !(rest->flags[i] & PARTING))
            i++;
        if (start == i)
            break;
        const uint32_t *codes = rest->codes + start;
        const Key *key = find_key(&lexicon->words, lexicon->pool, hash_codes(codes, i - start), codes, i - start);
        uint32_t marks = key ? key->marks & (IS_MONTH | IS_DATE_WORD) : 0;
        int is = is_year(rest, start, i);
        if (!marks && !is && !is_date_rest(rest, start, i))
            return 0;
        month |= (marks & IS_MONTH) != 0;
        year |= is;
    }
    return numeric || ((month || year) && count > 1);
}

/* Say whether a line is a date and nothing else; `work` holds what is taken apart. */
static int is_date(const Lexicon *lexicon, const Line *text, const Line *folded, Line *work)
{
    if (text->size > 60 || !(text->known & DIGIT))
        return 0;
    copy(work->codes, folded->codes, (size_t)folded->size * sizeof *work->codes);
    copy(work->flags, folded->flags, (size_t)folded->size * sizeof *work->flags);
    work->size = folded->size;
    int numeric = any_of(folded, numeric_date_at) | blank(work, cjk_date_at);
    blank(work, numeric_date_at);
    blank(work, time_at);
    return is_date_words(lexicon, work, numeric);
}

/* Say whether a token is a month with a number within two tokens of it. */
static int has_month(const Reading *read, const Key *const *found)
{
    int count = read->folded.known & DECIMAL ? read->token_count : 0;
    for (int i = 0; i < count; i++) {
        if (!found[i] || !(found[i]->marks & IS_MONTH))
            continue;
        for (int j = i < 2 ? 0 : i - 2; j < count && j <= i + 2; j++) {
            const Token *near = read->tokens + j;
            int digits = 0, size = near->end - near->start < 2 ? near->end - near->start : 2;
            while (digits < size && read->folded.codes[near->start + digits] - '0' < 10)
                digits++;
            if (digits == size)
                return 1;
        }
    }
    return 0;
}

/* Say whether a day or month is named in a line, or a date given in numbers. */
static int has_date(const Reading *read, const Line *text, const Key *const *found)
{
    if (text->known & DECIMAL && (any_of(text, numeric_date_at) || (text->known & UNSPACED && any_of(text, cjk_date_at))))
        return 1;
    return has_month(read, found);
}

/* Say whether a line is years and nothing else. */
static int is_only_years(const Line *line)
{
    static const uint32_t signs[] = {'-', 0x2013, 0x2014, '/', ',', 0};
    int at = 0, size = line->size;
    if (!(line->known & DECIMAL))
        return 0;
    while (at < size && !(line->flags[at] & WORDLIKE))
        at++;
    at = year_at(line, at);
    while (at >= 0) {
        int next = at;
        while (is_blank(line, next))
            next++;
        if (!is_any_of(code_at(line, next), signs))
            break;
        for (next++; is_blank(line, next);)
            next++;
        int year = year_at(line, next);
        if (year < 0 && !(is_decimal(line, next) && is_decimal(line, next + 1)))
            break;
        at = year >= 0 ? year : next + 2;
    }
    if (at < 0)
        return 0;
    while (at < size && !(line->flags[at] & WORDLIKE))
        at++;
    at += code_at(line, at) == 0x5E74;
    at += code_at(line, at) == 0x5EA6;
    while (at < size && !(line->flags[at] & WORDLIKE))
        at++;
    return at == size;
}
