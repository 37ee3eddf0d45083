// The compiler puts the files in (C23 #embed): as literals of Swift arrays they would take it half a minute.

#include "CNorthwind.h"

// The compiler knows it under every standard, and says so at each.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char categories[] = {
#embed "files/categories.csv"
};
const CNorthwindFile northwind_categories = {categories, sizeof categories};

static const unsigned char customers[] = {
#embed "files/customers.csv"
};
const CNorthwindFile northwind_customers = {customers, sizeof customers};

static const unsigned char employees[] = {
#embed "files/employees.csv"
};
const CNorthwindFile northwind_employees = {employees, sizeof employees};

static const unsigned char leads[] = {
#embed "files/leads.csv"
};
const CNorthwindFile northwind_leads = {leads, sizeof leads};

static const unsigned char order_details[] = {
#embed "files/order-details.csv"
};
const CNorthwindFile northwind_order_details = {order_details, sizeof order_details};

static const unsigned char orders[] = {
#embed "files/orders.csv"
};
const CNorthwindFile northwind_orders = {orders, sizeof orders};

static const unsigned char products[] = {
#embed "files/products.csv"
};
const CNorthwindFile northwind_products = {products, sizeof products};

static const unsigned char shippers[] = {
#embed "files/shippers.csv"
};
const CNorthwindFile northwind_shippers = {shippers, sizeof shippers};
