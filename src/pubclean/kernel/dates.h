/* Dates and times of day in a line. Every `..._at` returns where what begins at a place ends, or -1. */

INLINE int is_decimal(const Line *line, int at) { return (flag_at(line, at) & DECIMAL) != 0; }
INLINE int is_blank(const Line *line, int at) { return (flag_at(line, at) & SPACE) != 0; }
INLINE int past_space(const Line *line, int at) { return at + is_blank(line, at); } /* \s? */

static int digits_from(const Line *line, int at)
{
    int end = at;
    while (is_decimal(line, end))
        end++;
    return end - at;
}

/* Four digits from 1500 to 2199, whatever stands around them. */
static int year_at(const Line *line, int at)
{
    uint32_t a = code_at(line, at), b = code_at(line, at + 1);
    if (!((a == '1' && b >= '5' && b <= '9') || (a == '2' && (b == '0' || b == '1'))))
        return -1;
    return is_decimal(line, at + 2) && is_decimal(line, at + 3) ? at + 4 : -1;
}

static int is_date_sign(uint32_t code) { return code == '-' || code == '.' || code == '/'; }

/* `\s?[-./]\s?`, then a run of digits of a length from `least` to `most`. */
static int part_at(const Line *line, int at, int least, int most)
{
    at = past_space(line, at);
    if (!is_date_sign(code_at(line, at)))
        return -1;
    at = past_space(line, at + 1);
    int count = digits_from(line, at);
    return count >= least && count <= most ? at + count : -1;
}

static int numeric_date_at(const Line *line, int at)
{
    if (is_decimal(line, at - 1))
        return -1;
    int count = digits_from(line, at), end;
    if (count == 4 && year_at(line, at) > 0) {
        end = part_at(line, at + 4, 1, 2);
        if (end < 0)
            return -1;
        int day = part_at(line, end, 1, 2);
        return day < 0 ? end : day;
    }
    if (count < 1 || count > 2)
        return -1;
    end = part_at(line, at + count, 1, 2);
    if (end >= 0) {
        int two = part_at(line, end, 2, 2), year = two >= 0 ? two : part_at(line, end, 4, 4);
        if (year >= 0)
            return year;
    }
    at += count;
    if (is_date_sign(code_at(line, at)) && digits_from(line, at + 1) == 4)
        return year_at(line, at + 1);
    return -1;
}

/* `\s?` and "am", "pm", "uhr"; where nothing of it stands, -1. */
static int noon_at(const Line *line, int at)
{
    at = past_space(line, at);
    if (word_at(line, at, "am") || word_at(line, at, "pm"))
        return at + 2;
    return word_at(line, at, "uhr") ? at + 3 : -1;
}

static int clock_at(const Line *line, int at)
{
    int count = digits_from(line, at);
    if (is_decimal(line, at - 1) || count < 1 || count > 2)
        return -1;
    uint32_t a = code_at(line, at), b = code_at(line, at + 1);
    if (count == 2 && !(a == '0' || a == '1' || (a == '2' && b >= '0' && b <= '3')))
        return -1;
    at = past_space(line, at + count);
    uint32_t sign = code_at(line, at);
    if (sign != ':' && sign != 'h' && sign != '.')
        return -1;
    at = past_space(line, at + 1);
    uint32_t ten = code_at(line, at);
    if (ten < '0' || ten > '5' || digits_from(line, at) < 2)
        return -1;
    at += 2;
    int end = noon_at(line, at), behind = past_space(line, at);
    if (end >= 0 && !is_decimal(line, end))
        return end;
    if (code_at(line, behind) == 'h' && !is_decimal(line, behind + 1))
        return behind + 1;
    if (flag_at(line, behind) & WORDLIKE && word_at(line, behind + 1, ".m.") && !is_decimal(line, behind + 4))
        return behind + 4;
    return is_decimal(line, at) ? -1 : at;
}

/* A time of day, in a line of lower case. */
static int time_at(const Line *line, int at)
{
    int end = clock_at(line, at);
    if (end >= 0)
        return end;
    for (int count = 2; count > 0; count--)
        if (is_decimal(line, at) && (count == 1 || is_decimal(line, at + 1))) {
            end = noon_at(line, at + count);
            if (end >= 0 && edge_at(line, end))
                return end;
        }
    return -1;
}

static int cjk_month_at(const Line *line, int at)
{
    static const uint32_t months[] = {0x6708, 0xC6D4, 0}, days[] = {0x65E5, 0xC77C, 0x53F7, 0x865F, 0};
    for (int count = 2; count > 0; count--) {
        if (!is_decimal(line, at) || (count == 2 && !is_decimal(line, at + 1)))
            continue;
        int end = past_space(line, at + count);
        if (!is_any_of(code_at(line, end), months))
            continue;
        end = past_space(line, end + 1);
        for (int two = 2; two > 0; two--) {
            if (!is_decimal(line, end) || (two == 2 && !is_decimal(line, end + 1)))
                continue;
            int day = past_space(line, end + two);
            if (is_any_of(code_at(line, day), days))
                return day + 1;
        }
        return end;
    }
    return -1;
}

static int cjk_date_at(const Line *line, int at)
{
    static const uint32_t years[] = {0x5E74, 0xB144, 0};
    int four = is_decimal(line, at) && is_decimal(line, at + 1) && is_decimal(line, at + 2) && is_decimal(line, at + 3);
    int sign = past_space(line, at + 4), end;
    if (four && (is_any_of(code_at(line, sign), years) || code_at(line, sign) == '.')) {
        end = cjk_month_at(line, past_space(line, sign + 1));
        if (end >= 0)
            return end;
    }
    end = cjk_month_at(line, at);
    if (end >= 0)
        return end;
    if (four && is_any_of(code_at(line, sign), years))
        return sign + 1 + (code_at(line, sign + 1) == 0x5EA6);
    return -1;
}

typedef int Finder(const Line *line, int at);

static int any_of(const Line *line, Finder *find)
{
    for (int i = 0; i < line->size; i++)
        if (line->flags[i] & DECIMAL && find(line, i) >= 0)
            return 1;
    return 0;
}

/* Put a space for all that is found, in place; say whether anything was. */
static int blank(Line *line, Finder *find)
{
    int kept = 0, found = 0;
    for (int i = 0; i < line->size;) {
        int end = line->flags[i] & DECIMAL ? find(line, i) : -1;
        found |= end >= 0;
        /* what was written so far is behind what is looked at only if it is not looked back at: copy at the end */
        line->codes[kept] = line->codes[i];
        line->flags[kept] = line->flags[i];
        if (end >= 0) {
            line->codes[kept] = ' ';
            line->flags[kept] = SPACE | PARTING;
            i = end - 1;
        }
        kept++;
        i++;
    }
    line->size = kept;
    return found;
}
