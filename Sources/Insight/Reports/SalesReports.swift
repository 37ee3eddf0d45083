// What was sold: in the course of time, by whom, to whom, of what (P5.2).

import CRM
import Kernel
import Orders

extension ReportColumn {
    /// Only for those who see prices.
    var priced: ReportColumn { seen(with: "net", of: Order.schema) }
    /// Only for those who see cost.
    var costed: ReportColumn { seen(with: "cost", of: Order.schema) }

    /// How many rows, of those with further filters.
    static func rows(
        _ name: String, _ english: String, _ chinese: String, part: Int = 0, with filters: [ReportFilter] = []
    ) -> ReportColumn {
        ReportColumn(name, english, chinese, .count, .measured(.rows, part: part, with: filters))
    }

    /// An amount in the company's currency.
    static func worth(
        _ name: String, _ english: String, _ chinese: String, _ amount: String, part: Int = 0, with filters: [ReportFilter] = []
    ) -> ReportColumn {
        ReportColumn(name, english, chinese, .money, .measured(.worth(amount), part: part, with: filters))
    }

    static func ratio(_ name: String, _ english: String, _ chinese: String, _ one: String, of other: String) -> ReportColumn {
        ReportColumn(name, english, chinese, .ratio, .quotient(one, by: other))
    }
}

extension ReportPart {
    /// Orders by the day that they were confirmed on, without those that were cancelled since.
    static let confirmedOrders = ReportPart(
        source: Order.schema, filters: [("status.not", "cancelled")], day: "confirmed_at", keys: .byOwner.adding(.byCustomer))
}

extension Report {
    static let salesTrend = Report(
        name: "sales-trend", label: Label("Sales trend", "销售趋势"),
        definition: Label(
            "Orders by the day that they were confirmed on, as they stand now after amendments; cancelled ones are left out. Amounts are in the company's currency, at each order's frozen rate.",
            "按确认日期统计的订单（以变更后的现状为准，不含已取消的订单）；金额按各订单冻结的汇率折算为本位币。"),
        clause: "P5.2", source: .list(of: Order.self), time: .range,
        groupings: ReportGrouping.monthsFirst + [.owner, .team, .region, .industry, .customer],
        columns: [
            .rows("orders", "Orders", "订单数"),
            ReportColumn("customers", "Customers", "客户数", .count, .measured(.distinct("t.customer_id"), part: 0, with: [])),
            .worth("net", "Net", "不含税金额", "t.net").priced,
            .worth("tax", "Tax", "税额", "t.tax").priced,
            .worth("gross", "Gross", "含税金额", "t.gross").priced,
            ReportColumn("average_net", "Net per order", "单均不含税金额", .money, .quotient("net", by: "orders")).priced,
            .worth("cost", "Cost", "成本", "t.cost").costed,
            ReportColumn("margin", "Margin", "毛利", .money, .difference("net", less: "cost")).costed,
            .ratio("margin_ratio", "Margin of net", "毛利率", "margin", of: "net").costed,
        ],
        order: "net", chart: .bars(["net", "orders"]), takesFilters: true, compares: true,
        example: "group_by=month&compare=year_before",
        question: Label("How much was sold, when, by whom, to whom, and more or less than before?", "卖了多少：何时、谁卖的、卖给谁，比以前多还是少？"),
        body: .parts([.confirmedOrders]))

    static let productMix = Report(
        name: "product-mix", label: Label("Product mix", "产品结构"),
        definition: Label(
            "The product lines of confirmed orders, by the day of confirmation; the list behind a figure gives the orders whose lines of that product it sums.",
            "已确认订单的产品行，按确认日期统计；数字背后的列表为含有该产品行的订单。"),
        clause: "P5.2", source: .list(of: Order.self), time: .range,
        groupings: [.product, .category] + ReportGrouping.monthsFirst + [.owner, .team, .region, .industry, .customer],
        columns: [
            .rows("lines", "Order lines", "订单行数"),
            ReportColumn("quantity", "Quantity", "数量", .quantity, .measured(.sum("l.quantity"), part: 0, with: [])),
            .worth("net", "Net", "不含税金额", "l.net").priced,
            ReportColumn("share", "Share of net", "金额占比", .ratio).priced,
            .worth("cost", "Cost", "成本", "l.cost").costed,
            ReportColumn("margin", "Margin", "毛利", .money, .difference("net", less: "cost")).costed,
            .ratio("margin_ratio", "Margin of net", "毛利率", "margin", of: "net").costed,
        ],
        order: "net", chart: .bars(["net", "quantity"]), takesFilters: true, compares: true, example: "group_by=category",
        question: Label("Which products and categories sell, and which earn?", "哪些产品和类别卖得多、毛利高？"),
        body: .parts([
            ReportPart(
                source: Order.schema, filters: ReportPart.confirmedOrders.filters, day: "confirmed_at",
                joins: "CROSS JOIN order_lines l ON l.order_id = t.id AND l.kind = 'product'", joinFilters: [("line_kind", "product")],
                keys: ReportPart.confirmedOrders.keys.adding([
                    "product": ReportKey(sql: "l.product_id") { [("product_id", $0.word)] },
                    "category": ReportKey(sql: "(SELECT category_id FROM products WHERE id = l.product_id)") {
                        [("category_id", $0 == .none ? "0" : $0.word)]
                    },
                ]))
        ]),
        finish: { groups, _ in
            let whole = groups.values.reduce(Int128(0)) { $0 + Int128($1.values["net"] ?? 0) }
            for (key, figures) in groups {
                guard whole != 0, let net = figures.values["net"] else { continue }
                var figures = figures
                figures.values["share"] = Int64(exactly: roundedQuotient(Int128(net) * 10_000, by: whole))
                figures.records["share"] = figures.records["net"]
                groups[key] = figures
            }
        })

    static let onTimeInFull = Report(
        name: "on-time-in-full", label: Label("On time, in full", "准时足量交付"),
        definition: Label(
            "Orders by the day on which their last goods arrived. On time: every line was there by the day that logistics first promised; as wanted: by the day that the customer wants it; in full: each line whole with one shipment.",
            "按货物全部送达的日期统计。准时：每行均在物流首次承诺的日期前送达；按要求：在客户要求的日期前送达；足量：每行由一次发货交齐。"),
        clause: "P2.5.3", source: .list(of: Order.self), time: .range,
        groupings: ReportGrouping.monthsFirst + [.owner, .team, .region, .industry, .customer],
        columns: [
            .rows("delivered", "Delivered orders", "已交付订单数"),
            .rows("on_time", "On time", "准时", with: [("delivered_on_time", "true")]),
            .rows("in_full", "In full", "足量", with: [("delivered_in_full", "true")]),
            .rows("on_time_in_full", "On time and in full", "准时且足量", with: [("delivered_on_time", "true"), ("delivered_in_full", "true")]),
            .rows("as_wanted", "As wanted", "按要求日期", with: [("delivered_as_wanted", "true")]),
            .ratio("on_time_ratio", "On time, share", "准时率", "on_time", of: "delivered"),
            .ratio("in_full_ratio", "In full, share", "足量率", "in_full", of: "delivered"),
            .ratio("on_time_in_full_ratio", "On time and in full, share", "准时足量率", "on_time_in_full", of: "delivered"),
            .ratio("as_wanted_ratio", "As wanted, share", "按要求日期交付率", "as_wanted", of: "delivered"),
        ],
        order: "delivered", chart: .lines(["on_time_ratio", "in_full_ratio", "on_time_in_full_ratio"]), takesFilters: true, compares: true,
        question: Label("Do goods arrive on the promised day, and all of them?", "货物是否按承诺的日期、足量送达？"),
        body: .parts([
            ReportPart(source: Order.schema, day: "delivered_on", keys: .byOwner.adding(.byCustomer))
        ]))
}
