/* What a page shows of its own habits, and which lines a hard wrap cut from the one above. segmentation.py has the
 * twins, and says why. */

enum {
    NARROWEST = 40,
    NARROWEST_UNSPACED = 20,
    WIDEST = 140,
    FARTHEST_MARKER = 400,
    LONGEST_BIBTEX = 40,
    LINES_ABOVE_MARKER = 8,
    SURELY_FULL = 55
};

typedef struct {
    Py_ssize_t start, end;
} MarkerSpan;

/* The widths a hard wrap may have, so that every line seen was full; and how many lines said so. */
typedef struct {
    Py_ssize_t least, most;
    int lines;
} WrapWidth;

typedef struct {
    Lines of;
    Py_ssize_t fold_column;          /* 0: the page has none */
    Py_ssize_t least_width, most_width; /* what most lines that surely go on agree on; zeros if no two do */
    int folds_all;
} Habits;

/* Take the markers off the widths of the lines, and note which lines begin inside one. */
static void take_markers_off(Lines *lines, const MarkerSpan *markers, Py_ssize_t count)
{
    Py_ssize_t at = 0;
    for (PageLine *line = lines->lines; line < lines->lines + lines->count; line++) {
        while (at < count && markers[at].end <= line->start)
            at++;
        for (Py_ssize_t i = at; i < count && markers[i].start < line->end; i++) {
            Py_ssize_t end = markers[i].end < line->end ? markers[i].end : line->end;
            line->width -= end - (markers[i].start > line->start ? markers[i].start : line->start);
            if (markers[i].start < line->start)
                line->facts |= STARTS_IN_MARKER;
        }
    }
}

/* Count how far above each marker lines begin, or, given a column, note the lines that begin so far above one. */
static void measure_markers(Lines *lines, const MarkerSpan *markers, Py_ssize_t count, int *votes, Py_ssize_t column)
{
    Py_ssize_t at = 0;
    for (Py_ssize_t m = 0; m < count; m++) {
        while (at + 1 < lines->count && lines->lines[at + 1].start <= markers[m].start)
            at++;
        for (Py_ssize_t i = at; i >= 0 && i > at - LINES_ABOVE_MARKER; i--) {
            Py_ssize_t distance = markers[m].start - lines->lines[i].start;
            if (distance > FARTHEST_MARKER)
                break;
            if (distance > 0 && votes)
                votes[distance]++;
            if (distance > 0 && distance == column)
                lines->lines[i].facts |= STARTS_FOLDED;
            if (lines->lines[i].facts & AFTER_BLANK)
                break;
        }
    }
}

/* Find after how many characters the page folds its texts: the distance that most markers share. */
static void find_fold_column(Habits *habits, const MarkerSpan *markers, Py_ssize_t count)
{
    int votes[FARTHEST_MARKER + 1] = {0}, best = 0;
    measure_markers(&habits->of, markers, count, votes, 0);
    for (int distance = 1; distance <= FARTHEST_MARKER; distance++)
        if (votes[distance] && votes[distance] >= votes[best])
            best = distance;
    if (votes[best] >= 2 && votes[best] >= 0.5 * (double)count) {
        habits->fold_column = best;
        measure_markers(&habits->of, markers, count, NULL, best);
    }
}

/* Say whether nearly all long texts, from the first folded one on, are folded. */
static int folds_all(const Habits *habits)
{
    Py_ssize_t folded = 0, folded_long = 0, long_ones = 0;
    for (const PageLine *line = habits->of.lines; line < habits->of.lines + habits->of.count; line++) {
        int starts = (line->facts & STARTS_FOLDED) != 0;
        folded += starts;
        if (folded && line->end - line->start > habits->fold_column + 40) {
            long_ones++;
            folded_long += starts;
        }
    }
    return folded > 2 && long_ones && (double)folded_long / (double)long_ones >= 0.7;
}

/* Say whether a text surely goes on from one line to the next. */
INLINE int flows(const PageLine *above, const PageLine *below)
{
    if (above->facts & ENDS_UNSPACED && below->facts & BEGINS_UNSPACED)
        return 1;
    if (above->facts & ENDS_IN_MARK)
        return 0;
    return below->facts & BEGINS_LOWER || above->facts & (ENDS_HYPHENATED | ENDS_OPEN);
}

static void find_page_width(Habits *habits)
{
    int change[2 * WIDEST + 3] = {0}, support[2 * WIDEST + 3], most = 0, low = 0, spans = 0, sum = 0;
    const PageLine *lines = habits->of.lines;
    for (Py_ssize_t i = 1; i < habits->of.count; i++) {
        Py_ssize_t least = lines[i - 1].width;
        if (lines[i].facts & AFTER_BLANK || least > WIDEST ||
            least < (lines[i - 1].facts & ENDS_UNSPACED ? NARROWEST_UNSPACED : NARROWEST) ||
            !flows(lines + i - 1, lines + i))
            continue;
        spans++;
        change[least]++;
        change[least + lines[i].first_word + 1]--;
    }
    for (int width = 0; width < 2 * WIDEST + 3; width++) {
        support[width] = sum += change[width];
        if (sum > most) {
            most = sum;
            low = width;
        }
    }
    if (most < 2 || most < 0.4 * spans)
        return;
    habits->least_width = habits->most_width = low;
    while (support[habits->most_width + 1] == most)
        habits->most_width++;
}

/* Say whether a hard wrap cut line `i` from the line above, and narrow the width if so. */
static int is_wrapped(const Habits *habits, Py_ssize_t i, WrapWidth *width)
{
    const PageLine *above = habits->of.lines + i - 1, *line = above + 1;
    int unspaced = above->facts & ENDS_UNSPACED && line->facts & BEGINS_UNSPACED;
    Py_ssize_t full = above->width;
    if (line->facts & (AFTER_BLANK | STARTS_FOLDED | BEGINS_ITEM) || full > WIDEST ||
        full < (unspaced ? NARROWEST_UNSPACED : NARROWEST))
        return 0;
    if (line->facts & BEGINS_NUMBERED && above->facts & ENDS_IN_MARK)
        return 0;
    WrapWidth narrowed = {width->least > full ? width->least : full, full + line->first_word, width->lines + 1};
    if (width->most < narrowed.most)
        narrowed.most = width->most;
    if (narrowed.least > narrowed.most || line->width > narrowed.most)
        return 0;
    int settled = width->lines > 0 || (narrowed.least <= habits->most_width && habits->least_width <= narrowed.most);
    if (flows(above, line)) {
        if (!settled && (full < SURELY_FULL || unspaced))
            return 0;
    } else {
        const uint32_t *text = habits->of.source + line->start, *end = habits->of.source + line->end;
        int is_prose = (double)line->width >= 0.6 * (double)narrowed.least;
        if (!is_prose && ends_sentence(text, end) && !(class_of(*text) & IS_DIGIT))
            while (text < end && !(is_prose = *text == ' '))
                text++;
        if (!settled || !is_prose || unspaced)
            return 0;
    }
    *width = narrowed;
    return 1;
}

/* Say whether line `i` belongs to the BibTeX entry that began at line `first`. */
static int is_in_bibtex(const Lines *lines, Py_ssize_t i, Py_ssize_t first)
{
    const uint32_t *source = lines->source;
    const PageLine *head = lines->lines + first, *above = lines->lines + i - 1, *line = lines->lines + i;
    if (source[head->start] != '@' || i - first > LONGEST_BIBTEX || line->facts & AFTER_BLANK)
        return 0;
    if (!begins_bibtex(source + head->start, source + head->end) ||
        begins_bibtex(source + line->start, source + line->end) ||
        (above->end - above->start == 1 && source[above->start] == '}'))
        return 0;
    for (Py_ssize_t at = head[1].start; at < head[1].end; at++)
        if (source[at] == '=')
            return 1;
    return 0;
}

/* Say whether line `i` may be a further paragraph of a text that began, folded, at line `first`. */
static int may_be_folded(const Habits *habits, Py_ssize_t i, Py_ssize_t first)
{
    const PageLine *lines = habits->of.lines, *line = lines + i;
    return habits->folds_all && lines[first].facts & STARTS_FOLDED &&
           !(line->facts & (STARTS_FOLDED | AFTER_BLANK | BEGINS_ITEM)) &&
           line->end - line->start > habits->fold_column && line[-1].end - line[-1].start >= NARROWEST;
}

/* Read the habits of a page; 0 with an error set. */
static int read_habits(Habits *habits, Py_ssize_t length, const MarkerSpan *markers, Py_ssize_t count)
{
    if (!find_lines(&habits->of, length))
        return 0;
    take_markers_off(&habits->of, markers, count);
    if (count)
        find_fold_column(habits, markers, count);
    find_page_width(habits);
    habits->folds_all = habits->fold_column && folds_all(habits);
    return 1;
}
