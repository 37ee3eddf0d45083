// Who asks for Chinese is answered in Chinese, down to the reason.

import JSON
import TestSupport
import Testing

struct ChineseTextTests {
    private let chinese = [("Accept-Language", "zh-CN,zh;q=0.9,en;q=0.5")]

    @Test(arguments: [
        ("{", "内容提前结束"), (#"{"a":01}"#, "数字"), (#"{"name":"x","name":"y"}"#, "重复"), (#"{"name":7}"#, "字符串"),
        (#"{"name":"x","owner_id":"1"}"#, "整数编号"), (#"{"name":"x","email":"nobody"}"#, "邮箱地址"), (#"{"name":"x","level":"E"}"#, "必须是以下之一"),
        (#"{}"#, "必填"), (#"{"nam":"x"}"#, "您是否想输入"),
    ])
    func `a body's faults are told in Chinese`(body: String, words: String) throws {
        let world = try World()
        let reply = try world.post("rep", "/v1/customers", body, fields: chinese)
        #expect(reply.status == 400 || reply.status == 422)
        #expect(reply.answer.text.contains(words), "\(reply.answer.text)")
        #expect(reply.answer.field("Content-Language") == "zh-CN")
        #expect(!reply.answer.text.contains("must") && !reply.answer.text.contains("expected"), "\(reply.answer.text)")
    }

    @Test(arguments: [
        ("limit=0", "应为数字"), ("created_at.gte=soon", "应为时间"), ("level=E", "必须是以下之一"), ("nme=x", "没有查询参数"), ("sort=nme", "不存在"),
    ])
    func `a query's faults are told in Chinese`(query: String, words: String) throws {
        let world = try World()
        let reply = try world.get("rep", "/v1/customers?" + query, fields: chinese)
        #expect(reply.status == 400)
        #expect(reply.string("detail")?.contains(words) == true, "\(reply.answer.text)")
    }

    @Test func `every fault of JSON has words in both languages`() throws {
        let world = try World()
        let documents = [
            "", "x", "[", "{1}", #"{"a"}"#, #"{"a":1 2}"#, "[1 2]", "[1,]", "{} {}", "\u{FEFF}{}", "[1.]", #"["\x"]"#, "[\"\u{1}\"]",
            #"["\ud800"]"#, #"{"a":1,"a":2}"#,
        ]
        for document in documents where !document.isEmpty {
            let reply = try world.post("rep", "/v1/customers", document, fields: chinese)
            #expect(reply.code == "malformed_json", "\(document)")
            let reason = reply.string("detail")?.split(separator: "：").last ?? ""
            #expect(reason.unicodeScalars.contains { $0.value >= 0x4E00 }, "\(document): \(reason)")
        }
    }
}
