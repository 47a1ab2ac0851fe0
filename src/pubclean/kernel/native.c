/* The compiled kernel: buffers in, arrays out; it knows no other room of the house.
 *
 * Limited API of CPython 3.11, one wheel for all later versions. Each header carries one job;
 * this file only gathers their methods and types into the module `pubclean.kernel.native`.
 */
#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030B0000
#include <Python.h>

#include "machine.h"
#include "folding.h"
#include "hashing.h"
#include "signing.h"
#include "keying.h"
#include "sketching.h"
#include "sets.h"
#include "aligning.h"
#include "checking.h"
#include "keys.h"
#include "rows.h"
#include "desk.h"
#include "fresh.h"
#include "engine.h"
#include "arrow.h"
#include "python_texts.h"
#include "rounds.h"
#include "shares.h"
#include "settling.h"
#include "crew.h"
#include "python_plan.h"
#include "python_sketches.h"
#include "python_relay.h"
#include "python_dump.h"
#include "python_parts.h"
#include "python_engine.h"
#include "language_letters.h"
#include "language_words.h"
#include "language.h"
#include "leaning.h"
#include "python_leaning.h"
#include "characters.h"
#include "lines.h"
#include "habits.h"
#include "python_segments.h"
#include "reading.h"
#include "phrases.h"
#include "grams.h"
#include "dates.h"
#include "calendar.h"
#include "signs.h"
#include "cues.h"
#include "names.h"
#include "looks.h"
#include "leads.h"
#include "python_phrases.h"
#include "python_looks.h"
#include "furniture.h"
#include "judging.h"
#include "placing.h"
#include "guarding.h"
#include "passing.h"
#include "python_judge.h"

static PyObject *set_level(PyObject *module, PyObject *number)
{
    long wanted = PyLong_AsLong(number);
    (void)module;
    if (wanted == -1 && PyErr_Occurred())
        return NULL;
    level = wanted < BASELINE ? BASELINE : wanted > best_level() ? best_level() : (int)wanted;
    return PyLong_FromLong(level);
}

static PyMethodDef methods[] = {
    {"find_segments", find_segments, METH_VARARGS, NULL},
    {"lean", lean_page, METH_VARARGS, NULL},
    {"score_languages", score_languages, METH_VARARGS, NULL},
    {"set_level", set_level, METH_O, "Use instructions up to a level (0 plain, 1 AVX2, 2 AVX-512); return it. For tests."},
    {NULL, NULL, 0, NULL},
};

static int fill(PyObject *module)
{
    level = best_level();
    return add_arrow(module) < 0 || add_looker(module) < 0 || add_judge(module) < 0 ? -1 : add_engine(module);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, (void *)fill},
    {0, NULL},
};

static struct PyModuleDef definition = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "pubclean.kernel.native",
    .m_methods = methods,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_native(void)
{
    return PyModuleDef_Init(&definition);
}
