/* From the scores of the blocks of a page to their languages, each leaning on its neighbours.
 *
 * Whole numbers throughout. language/posterior.py and language/page.py are the twins, and say why.
 */

enum { LEAN_COLUMNS = 64, LEAN_SCRIPTS = 18, LEAN_VOTES = 4096, LEAN_HAN = 5, LEAN_REACH = 6, LEAN_ROUNDS = 2, LEAN_SHIFT = 10 };

/* What the twins compute once, by the names they have there. */
typedef struct {
    const int32_t *columns, *handicaps;    /* [LEAN_SCRIPTS][LANGUAGE_LANES]; column -1: no lane */
    const int32_t *floors;                 /* [LEAN_SCRIPTS][2]: a + b · letters; zeros where there is none */
    const int32_t *factors, *voices;       /* by letters */
    const int32_t *exponentials, *priors;  /* [far + 1], [LEAN_VOTES + 1] */
    const int32_t *nearness;               /* by distance, from 1 to LEAN_REACH */
    int far, loudest, languages, other_script;
} LeanTables;

typedef struct {
    int32_t alone[LEAN_COLUMNS]; /* log-likelihoods, less than 0 */
    int32_t votes[LEAN_COLUMNS]; /* of LEAN_VOTES */
    int32_t voice; /* how much its votes count: 0 where it has no letters */
} LeanRow;

/* Judge a text alone: its log-likelihoods by column, and its share of each for a vote. */
static void lean_alone(const LeanTables *tables, const int32_t *scores, int script, int letters, LeanRow *row,
                       uint8_t *second, int32_t *shares)
{
    const int32_t *columns = tables->columns + script * LANGUAGE_LANES;
    const int32_t *handicaps = tables->handicaps + script * LANGUAGE_LANES;
    const int32_t *floor = tables->floors + 2 * script;
    int32_t logs[LANGUAGE_LANES], most = INT32_MIN, factor = tables->factors[letters];
    uint8_t met[LEAN_COLUMNS] = {0};
    for (int lane = 0; lane < LANGUAGE_LANES; lane++)
        logs[lane] = ((scores[lane] * factor) >> LEAN_SHIFT) - handicaps[lane];
    if (floor[0] || floor[1])
        logs[LANGUAGE_LANES - 1] = (((floor[0] + floor[1] * letters) * factor) >> LEAN_SHIFT) -
                                   handicaps[LANGUAGE_LANES - 1];
    for (int lane = 0; lane < LANGUAGE_LANES; lane++)
        if (columns[lane] >= 0 && logs[lane] > most)
            most = logs[lane];
    for (int column = 0; column < tables->languages; column++) {
        row->alone[column] = tables->other_script;
        shares[column] = 0;
    }
    for (int lane = 0; lane < LANGUAGE_LANES; lane++) {
        int column = columns[lane];
        if (column < 0)
            continue;
        int32_t log = logs[lane] = logs[lane] - most < -tables->far ? -tables->far : logs[lane] - most;
        row->alone[column] = met[column] && row->alone[column] > log ? row->alone[column] : log;
        shares[column] += tables->exponentials[-log];
        met[column] = 1;
    }
    *second = script == LEAN_HAN && logs[2] > logs[1];
}

/* Turn shares into votes: of LEAN_VOTES, rounded down. */
static void lean_vote(const LeanTables *tables, const int32_t *shares, LeanRow *row)
{
    int64_t sum = 0;
    for (int column = 0; column < tables->languages; column++)
        sum += shares[column];
    for (int column = 0; column < LEAN_COLUMNS; column++) {
        int64_t part = column < tables->languages ? (int64_t)shares[column] * LEAN_VOTES : 0;
        row->votes[column] = part < sum || !sum ? 0 : (int32_t)(part / sum); /* nearly all are too few to divide */
    }
}

/* Add what the votes of its neighbours make likely to a row, and find its shares. No sum of votes leaves 32 bits. */
static void lean_on(const LeanTables *tables, const LeanRow *rows, Py_ssize_t at, Py_ssize_t count, int32_t *shares)
{
    int32_t heard[LEAN_COLUMNS] = {0}, logs[LEAN_COLUMNS], whole = 0, most = INT32_MIN;
    for (int away = 1; away <= LEAN_REACH; away++)
        for (int side = -1; side <= 1; side += 2) {
            Py_ssize_t other = at + side * away;
            int32_t weight = other < 0 || other >= count ? 0 : tables->nearness[away - 1] * rows[other].voice;
            for (int column = 0; weight && column < LEAN_COLUMNS; column++)
                heard[column] += rows[other].votes[column] * weight;
        }
    for (int column = 0; column < LEAN_COLUMNS; column++)
        whole += heard[column];
    int32_t least = (whole + LEAN_VOTES - 1) / LEAN_VOTES; /* what is heard less makes no part: nearly all */
    for (int column = 0; column < tables->languages; column++) {
        int64_t part = !whole || heard[column] < least ? 0 : (int64_t)heard[column] * LEAN_VOTES / whole;
        logs[column] = rows[at].alone[column] + (whole ? tables->priors[part] : 0);
        most = logs[column] > most ? logs[column] : most;
    }
    for (int column = 0; column < tables->languages; column++) {
        int32_t behind = most - logs[column];
        shares[column] = tables->exponentials[behind < tables->far ? behind : tables->far];
    }
}

/* Judge the blocks of a page by their scores; `shares` has LEAN_COLUMNS a row, of which `languages` are filled. */
static void lean(const LeanTables *tables, const int32_t *scores, const int32_t *facts, LeanRow *rows, int32_t *shares,
                 uint8_t *second, Py_ssize_t count)
{
    for (Py_ssize_t i = 0; i < count; i++) {
        int script = facts[2 * i], letters = facts[2 * i + 1];
        lean_alone(tables, scores + i * LANGUAGE_LANES, script, letters, rows + i, second + i, shares + i * LEAN_COLUMNS);
        rows[i].voice = script ? tables->voices[letters < tables->loudest ? letters : tables->loudest] : 0;
    }
    for (int round = 0; round < LEAN_ROUNDS; round++) {
        for (Py_ssize_t i = 0; i < count; i++)
            lean_vote(tables, shares + i * LEAN_COLUMNS, rows + i);
        for (Py_ssize_t i = 0; i < count; i++)
            lean_on(tables, rows, i, count, shares + i * LEAN_COLUMNS);
    }
}
