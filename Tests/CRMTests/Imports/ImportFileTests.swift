// Files as people have them: separators, character sets, headers in three languages, cells as spreadsheets write them.

import JSON
import Kernel
import TestSupport
import Testing

struct ImportFileTests {
    private let desk: ImportDesk
    private var world: World { desk.world }

    init() throws { desk = try ImportDesk() }

    @Test func `columns are called by fields, by English labels or by Chinese ones`() throws {
        let files = [
            "company,phone,channel,need\nOne,010-11112222,walk_in,Tea\n", "Company,Phone,Channel,Need\nTwo,010-11113333,Walk in,Tea\n",
            "公司,电话,来源渠道,需求\n三,010-11114444,上门,茶\n", "\u{FEFF}公司;电话;来源渠道\r\n四;010-11115555;上门\r\n", "公司\t来源渠道\n五\twalk_in\n",
        ]
        for file in files {
            let done = try desk.run("rep", "leads", file)
            #expect(done.lines == ["1 created"], "\(file)")
        }
        let leads = try desk.all("leads")
        #expect(leads.map { $0["company"]?.string } == ["One", "Two", "三", "四", "五"])
        #expect(leads.allSatisfy { $0["channel"]?.string == "walk_in" })
        #expect(leads.allSatisfy { $0["owner_id"]?.number?.int64 == world.person("rep").id })
    }

    /// 公司,来源渠道 and two rows, in GBK.
    private static let gbk: [UInt8] =
        [0xB9, 0xAB, 0xCB, 0xBE, 0x2C, 0xC0, 0xB4, 0xD4, 0xB4, 0xC7, 0xFE, 0xB5, 0xC0, 0x0D, 0x0A]
        + [0xC9, 0xCF, 0xBA, 0xA3, 0xB2, 0xE8, 0xD2, 0xB6, 0x2C, 0xD5, 0xB9, 0xBB, 0xE1, 0x0D, 0x0A]
        + [0xC9, 0xCF, 0xFF, 0x2C, 0xD5, 0xB9, 0xBB, 0xE1, 0x0D, 0x0A] + [0xB1, 0xB1, 0xBE, 0xA9, 0x2C, 0xD5, 0xB9, 0xBB, 0xE1]

    @Test(arguments: ["text/csv", "text/csv; charset=gbk", "text/csv; charset=\"GB18030\"", "application/x-www-form-urlencoded"])
    func `GBK is read, and what is no text in it is one row's fault`(_ type: String) throws {
        let done = try desk.run("rep", "leads", bytes: Self.gbk, as: type)
        #expect(done.lines == ["1 created", "2 refused /company: undecodable", "3 created"])
        #expect(try desk.all("leads").map { $0["company"]?.string } == ["上海茶叶", "北京"])
    }

    @Test func `bytes that are no UTF-8 and NUL are one row's fault`() throws {
        var bytes = Array("company,channel\nGood,walk_in\nBa".utf8)
        bytes += [0xC3, 0x28] + Array(",walk_in\nNu".utf8) + [0] + Array("l,walk_in\nAlso good,walk_in\n".utf8)
        let done = try desk.run("rep", "leads", bytes: bytes, as: "text/csv; charset=utf-8")
        #expect(done.lines == ["1 created", "2 refused /company: undecodable", "3 refused /company: undecodable", "4 created"])
    }

    @Test func `quoted cells hold separators, breaks and quotes`() throws {
        let text = "company,channel,notes\r\n\"A, B \"\"C\"\"\",walk_in,\"first\r\nsecond\"\r\n\r\n,,\r\nLast,walk_in,\"\"\r\n"
        let done = try desk.run("rep", "leads", text)
        #expect(done.lines == ["1 created", "2 created"])
        #expect(done.rows.compactMap { $0["line"]?.number?.int64 } == [2, 6])
        let leads = try desk.all("leads")
        #expect(leads[0]["company"]?.string == "A, B \"C\"")
        #expect(leads[0]["notes"]?.string == "first\r\nsecond")
        #expect(leads[1]["notes"] == .null)
    }

    @Test func `rows that are no rows are refused alone`() throws {
        let long = String(repeating: "x", count: 1 << 20)
        let text = "company,channel\nOne,walk_in\n\"Two\"x,walk_in\nThree,walk_in,more\n\(long),walk_in\nFour,walk_in\nFive,\"walk_in\n"
        let done = try desk.run("rep", "leads", text)
        #expect(
            done.lines == [
                "1 created", "2 refused : row_text_behind_quote", "3 refused : row_too_many_cells", "4 refused : row_too_long", "5 created",
                "6 refused : row_open_quote",
            ])
        #expect(done.counts == "6 rows: 2 created, 0 updated, 0 unchanged, 4 refused")
    }

    @Test func `cells are written as spreadsheets write them`() throws {
        _ = try world.created(world.post("admin", "/v1/categories", #"{"name":"Tea"}"#))
        let text = """
            SKU,Name,List price,税率,产品类别,Made to order,在售
            T1,'=SUM(A1),12.50,0.13,Tea,是,no
            T2,Two,"1,234.50",0.13,Tea,yes,true
            T3,Three,"12,50",13%,Coffee,ja,TRUE
            T4,Four, 7 ,,tea,FALSE,
            """
        let done = try desk.run("product", "products", text)
        #expect(
            done.lines == [
                "1 created", "2 refused /list_price: thousands_separator",
                "3 refused /list_price: thousands_separator, /category_id: no_such_reference, /tax_rate: bad_format, /made_to_order: wrong_type",
                "4 refused /category_id: no_such_reference",
            ])
        #expect(done.rows[1]["errors"]?.array?.first?.object?["message"]?.string?.contains("1234.50") == true)
        #expect(done.rows[2]["errors"]?.array?.first?.object?["message"]?.string?.contains("12.50") == true)
        let product = try desk.all("products")[0]
        #expect(product["name"]?.string == "=SUM(A1)")
        #expect(product["made_to_order"] == .bool(true) && product["active"] == .bool(false))
    }

    @Test(arguments: ["2027-01-05", "2027/01/05", "2027/1/5", "2027年1月5日"])
    func `days are written in either way`(_ day: String) throws {
        _ = try world.customer("Tea House", limit: nil)
        let done = try desk.run("rep", "opportunities", "name,customer_name,预计成交日期\nDeal,Tea House,\(day)\n")
        #expect(done.lines == ["1 created"])
        #expect(try desk.all("opportunities")[0]["expected_close_on"]?.string == "2027-01-05")
    }

    @Test func `a column that is none stops the file before anything happens, with every fault`() throws {
        let reply = try desk.send("rep", "leads", "compny,phone,Phone,status,first_contact_due_at,assignments,channel\nA,1,2,3,4,5,6\n")
        #expect(reply.status == 422 && reply.code == "import_columns")
        #expect(
            reply.faults == [
                "/columns/0: unknown_column", "/columns/2: column_twice", "/columns/3: read_only_field", "/columns/4: read_only_field",
                "/columns/5: list_in_csv",
            ])
        #expect(reply.string("errors/0/message") == "Column 1: there is no field “compny” here. Did you mean “company”?")
        #expect(try world.get("rep", "/v1/imports").array("items").isEmpty)
        let chinese = Reply(
            try world.server.client().send(
                "POST", "/v1/imports/leads",
                fields: [
                    ("Authorization", "Bearer \(world.person("rep").token)"), ("Content-Type", "text/csv"), ("Accept-Language", "zh-CN"),
                ], body: "公 司,来源渠道\nA,walk_in\n"))
        #expect(chinese.string("errors/0/message") == "第 1 列：没有字段“公 司”。您是否想输入“公司”？")
    }

    @Test func `files of other kinds are told what to do`() throws {
        for (bytes, type) in [
            ([0x50, 0x4B, 0x03, 0x04, 0x00], "text/csv"), ([0x61], "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ([0xFF, 0xFE, 0x61, 0x00], "text/csv"),
        ] as [([UInt8], String)] {
            let reply = try desk.send("rep", "leads", bytes: bytes, as: type)
            #expect(reply.status == 415 && reply.code == "import_file_type")
        }
        #expect(try desk.send("rep", "leads", "a", as: "image/png").code == "unsupported_media_type")
        #expect(try desk.send("rep", "leads", "a", as: "text/csv; charset=shift_jis").code == "import_charset")
        #expect(try desk.send("rep", "leads", "").code == "import_empty")
        #expect(
            try desk.send("rep", "leads", bytes: Array("company,channel\nA,other\n".utf8), fields: [("Content-Encoding", "gzip")]).status
                == 415)
    }

    @Test func `what an export has defused comes back as it was`() throws {
        let body = #"{"company":"=Tea","channel":"other","notes":"-1, \"two\"\nthree","external_id":"L1"}"#
        _ = try world.created(world.post("rep", "/v1/leads", body))
        let file = try world.get("rep", "/v1/leads?fields=external_id,company,channel,notes", fields: [("Accept", "text/csv")]).answer.text
        #expect(file.contains("'=Tea") && file.contains("'-1"))
        // The id comes with every export, and names the record.
        let again = try desk.run("rep", "leads", file)
        #expect(again.lines == ["1 unchanged"])
        #expect(try desk.all("leads")[0]["company"]?.string == "=Tea")
    }

    @Test func `lines of NDJSON are bodies, with lists`() throws {
        _ = try world.customer("Tea House", limit: nil)
        let text = """
            {"name":"Deal","customer_name":"Tea House","needs":[{"dimension":"price","urgency":3,"importance":4}]}

            {"name":"Deal","customer_name":"Nobody","neds":[]}
            {"name":"Deal",
            []
            {"name":"\(String(repeating: "[", count: 3))","customer_id":\(String(repeating: "[", count: 60))\(String(repeating: "]", count: 60))}
            {"name":"Deal","name":"Twice"}
            """
        let done = try desk.run("rep", "opportunities", text, as: "application/x-ndjson")
        #expect(
            done.lines == [
                "1 created", "2 refused /customer_id: no_such_reference, /neds: unknown_field", "3 refused : malformed_json",
                "4 refused : body_not_object", "5 refused : malformed_json", "6 refused : malformed_json",
            ])
        #expect(try world.get("rep", "/v1/opportunities/\(done.ids[0])").array("needs").count == 1)
    }
}
