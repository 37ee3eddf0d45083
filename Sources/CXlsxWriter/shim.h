// libxlsxwriter: spreadsheets in Office Open XML (ECMA-376), written row by row.
#include <xlsxwriter.h>
