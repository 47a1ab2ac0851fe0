/* What one thread decides with: the rows proposed for the text at hand, and what compares it to them. */

enum { MOST = 32, MOST_SHARED = 200 };

/* A proposed row, numbered from 1, and the keys it shares with the text at hand; none is 0. */
typedef struct {
    uint32_t row, shared;
} Tally;

/* What a key proposes: rows, numbered from 1, and those it won a moment ago, a place in the links of `Fresh` + 1. */
typedef struct {
    const uint32_t *rows;
    uint32_t count, fresh;
} Span;

typedef struct {
    Span *spans;
    Tally *tallies; /* open addressing, twice as many as rows are proposed */
    uint32_t *found; /* which of them are in use, in the order of finding */
    uint64_t *ranked;
    uint32_t *proposed;
    size_t span_room, tally_room, found_room, ranked_room, proposed_room;
    Set set, other; /* of the text at hand; of a row when it is first looked at */
    Aligner aligner;
    uint64_t trace[128]; /* a bit for every shingle of the text at hand, by its high bits */
} Desk;

static void free_desk(Desk *desk)
{
    free(desk->spans);
    free(desk->tallies);
    free(desk->found);
    free(desk->ranked);
    free(desk->proposed);
    free(desk->set.slots);
    free(desk->other.slots);
    free(desk->aligner.codes[0]);
    free(desk->aligner.codes[1]);
    free(desk->aligner.masks);
    free(desk->aligner.state);
    free(desk->aligner.keys);
    free(desk->aligner.places);
    memset(desk, 0, sizeof *desk);
}

/* The desk's tallies, where a loop can hold them in registers. */
typedef struct {
    Tally *lines;
    uint32_t *found, count, mask;
} Tallies;

/* Clear the desk's tallies for at most so many proposals; 0 when there is no memory. */
static int clear_desk(Desk *desk, size_t most, Tallies *tallies)
{
    size_t size = 64;
    while (size < 2 * most)
        size *= 2;
    if (most >= LISTED / 2 || !RESERVE(desk->tallies, desk->tally_room, size) ||
        !RESERVE(desk->found, desk->found_room, most + 1))
        return 0;
    memset(desk->tallies, 0, size * sizeof *desk->tallies);
    *tallies = (Tallies){desk->tallies, desk->found, 0, (uint32_t)size - 1};
    return 1;
}

/* Count that a row, numbered from 1, shares a key; the whole text in common is enough. */
INLINE void tally(Tallies *tallies, uint32_t row, int whole)
{
    uint32_t at = row * 0x9E3779B1u >> 8 & tallies->mask;
    while (tallies->lines[at].row && tallies->lines[at].row != row)
        at = (at + 1) & tallies->mask;
    Tally *line = tallies->lines + at;
    tallies->found[tallies->count] = at;
    tallies->count += !line->row;
    line->row = row;
    line->shared += line->shared < MOST_SHARED ? 1 + (uint32_t)whole : 0;
}

static int ascending64(const void *one, const void *other)
{
    uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)other;
    return (a > b) - (a < b);
}

/* Leave the MOST that share most, of equals those kept first; 0 when there is no memory. */
static int leave_most(Desk *desk, size_t count)
{
    if (!RESERVE(desk->ranked, desk->ranked_room, count))
        return 0;
    for (size_t i = 0; i < count; i++) {
        const Tally *line = desk->tallies + desk->found[i];
        desk->ranked[i] = (uint64_t)(0xFF - line->shared) << 32 | line->row;
    }
    qsort(desk->ranked, count, sizeof *desk->ranked, ascending64);
    for (size_t i = 0; i < MOST; i++)
        desk->proposed[i] = (uint32_t)desk->ranked[i] - 1;
    return 1;
}
