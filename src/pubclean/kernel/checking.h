/* The exact check of a proposed pair. reference/checking.py is its twin and says why. */

enum { FLOOR = 12, SHORT = 25, FEW = 3, LONG = 4096 };
static const double CONTAINED = 0.85, CUT = 0.90, SHORT_JACCARD = 0.70, SHORT_RATIO = 0.95, SHARED_NUMBERS = 0.5,
                    TRACE = 0.10;

static size_t shared_numbers(const View *one, const View *other)
{
    if (one->number_count > other->number_count)
        return shared_numbers(other, one);
    View numbers = {.shingles = (void *)(uintptr_t)other->numbers, .count = other->number_count};
    size_t shared = 0;
    for (size_t i = 0; i < one->number_count; i++)
        shared += (size_t)is_among(&numbers, one->numbers[i], 1);
    return shared;
}

static int numbers_differ(const View *one, const View *other, uint32_t few)
{
    uint32_t fewer = one->number_count < other->number_count ? one->number_count : other->number_count;
    return fewer >= few && (double)shared_numbers(one, other) < SHARED_NUMBERS * fewer;
}

/* Common subsequence of a text with `count` code points of another, from byte `from`; both are read anew. */
static long long common_texts(Aligner *aligner, const View *one, size_t m, const View *other, size_t from, size_t n)
{
    if (!RESERVE(aligner->codes[0], aligner->code_room[0], m) ||
        !RESERVE(aligner->codes[1], aligner->code_room[1], n))
        return -1;
    read_codes(aligner->codes[0], m, one->text, one->size);
    read_codes(aligner->codes[1], n, other->text + from, other->size - from);
    return common(aligner, aligner->codes[0], m, aligner->codes[1], n);
}

/* The Indel ratio of two texts of m and n code points, 0 below `least`; -1 when there is no memory. */
static double edited(Aligner *aligner, const View *one, size_t m, const View *other, size_t n, double least)
{
    size_t smaller = m < n ? m : n;
    if (smaller > LONG || 2.0 * (double)smaller < least * (double)(m + n))
        return 0;
    long long length = common_texts(aligner, one, m, other, 0, n);
    double ratio = (double)(2 * length) / (double)(m + n);
    return length < 0 ? -1 : ratio >= least ? ratio : 0;
}

/* The better ratio of the shorter text to the beginning or the end of the other, 0 below CUT and the threshold. */
static double cut(Aligner *aligner, const View *one, size_t m, const View *other, size_t n, double threshold)
{
    if (m > n)
        return cut(aligner, other, n, one, m, threshold);
    if (m > LONG)
        return 0;
    size_t from = other->size;
    for (size_t left = m; left; left -= (other->text[from] & 0xC0) != 0x80)
        from--;
    long long head = common_texts(aligner, one, m, other, 0, m), tail = common_texts(aligner, one, m, other, from, m);
    double ratio = (double)(head > tail ? head : tail) / (double)m;
    if (head < 0 || tail < 0)
        return -1;
    return ratio >= (threshold > CUT ? threshold : CUT) ? ratio : 0;
}

INLINE double larger(double a, double b) { return a > b ? a : b; }

/* How far two texts repeat each other, 0 when they do not; -1 when there is no memory. */
static double copied_share(Aligner *aligner, const View *new, const View *old, size_t shared, double threshold)
{
    size_t fewer = new->count < old->count ? new->count : old->count;
    size_t words = new->words < old->words ? new->words : old->words;
    double contained = (double)shared / (double)fewer;
    double together = (double)shared / (double)(new->count + old->count - shared);
    if (shared == new->count && shared == old->count)
        return 1;
    if (words >= SHORT) {
        if (contained < TRACE || numbers_differ(new, old, FEW))
            return 0;
        if (contained >= larger(CONTAINED, threshold))
            return contained;
        size_t m = new->points, n = old->points;
        double ratio = edited(aligner, new, m, old, n, threshold);
        return ratio ? ratio : cut(aligner, new, m, old, n, threshold);
    }
    if (numbers_differ(new, old, 1))
        return 0;
    size_t m = new->points, n = old->points;
    double score = together >= larger(SHORT_JACCARD, threshold) ? together : 0, ratio = 0;
    if (words >= FLOOR) {
        if (contained >= larger(CONTAINED, threshold))
            score = larger(score, contained);
        ratio = cut(aligner, new, m, old, n, threshold);
        if (ratio < 0)
            return -1;
        score = larger(score, ratio);
    }
    if (new->number_count == old->number_count && shared_numbers(new, old) == new->number_count)
        ratio = edited(aligner, new, m, old, n, larger(SHORT_RATIO, threshold));
    return ratio < 0 ? -1 : larger(score, ratio);
}
