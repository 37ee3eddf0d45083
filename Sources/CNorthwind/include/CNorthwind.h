// The files of the Northwind company, kept in the program itself so that it needs nothing beside it.

#ifndef CNORTHWIND_H
#define CNORTHWIND_H

#include <stddef.h>

/// The bytes of a file. They live as long as the program.
typedef struct {
    const unsigned char *_Nonnull bytes;
    size_t count;
} CNorthwindFile;

extern const CNorthwindFile northwind_categories;
extern const CNorthwindFile northwind_customers;
extern const CNorthwindFile northwind_employees;
/// Not of the original: companies that may become customers.
extern const CNorthwindFile northwind_leads;
extern const CNorthwindFile northwind_order_details;
extern const CNorthwindFile northwind_orders;
extern const CNorthwindFile northwind_products;
extern const CNorthwindFile northwind_shippers;

#endif
