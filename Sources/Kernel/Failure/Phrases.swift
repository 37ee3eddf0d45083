// What fills the placeholders of a refusal's text, in Chinese: phrases of the kernel, as against names and values that stay as they are.

/// Phrases that fill the placeholders of `places`.
enum Phrases {
    /// Placeholders that hold phrases; all others hold names and values.
    static let places: Set = ["expected", "reason", "what"]

    /// The phrase in Chinese; what is no phrase stays as it is.
    static func chinese(_ phrase: String) -> String {
        whole[phrase] ?? patterns.lazy.compactMap { $0.chinese(phrase) }.first ?? phrase
    }

    /// Phrases with names or values in them, the longer ones first.
    private static let patterns = [
        PhrasePattern("it must be one of *", "必须是以下之一：*"),
        PhrasePattern("there is no such type of event; did you mean *?", "没有此类型的事件，您是否想输入 *？"),
        PhrasePattern("there is no such type of event; of * there are *", "没有此类型的事件；* 的事件有：*"),
        PhrasePattern("there is no *; did you mean *?", "不存在 *，您是否想输入 *？"),
        PhrasePattern("there is no *", "不存在 *"),
        PhrasePattern("there are more than * values", "值超过 * 个"),
        PhrasePattern("there are more than * filters", "筛选条件超过 * 个"),
        PhrasePattern("there are more than * keys", "排序字段超过 * 个"),
        PhrasePattern("a number from * to * is expected", "应为数字，范围 * 到 *"),
        PhrasePattern("a decimal is expected, its places at most *", "应为小数，小数位数最多 *"),
        PhrasePattern("that would be more than * groups", "分组将超过 * 个"),
        PhrasePattern("the method *", "方法 *"),
    ]

    private static let whole = [
        // What a value must be.
        "a string": "字符串", "an integer": "整数", "true or false": "true 或 false", "a list of objects": "对象列表", "a list of words": "单词列表",
        "a list of words such as “orders:read”": "单词列表，例如“orders:read”", "a day such as 2026-11-24": "日期，例如 2026-11-24",
        "an instant such as 2026-11-24T08:48:48Z": "时间，例如 2026-11-24T08:48:48Z", "the integer id of a record": "记录的整数编号",
        "a decimal such as \"12.50\"": "小数，例如 \"12.50\"", "a mail address": "邮箱地址", "a phone number": "电话号码",
        "letters, digits and . _ - @": "字母、数字和 . _ - @",
        // What a query parameter must be.
        "something to search for is expected": "请输入要搜索的内容",
        "at most 10 words and 200 characters are taken": "最多 10 个词、200 个字符",
        "a word of small letters, digits and _ is expected": "应为由小写字母、数字和 _ 组成的单词",
        "a text is expected": "应为文本", "an integer is expected": "应为整数", "a number is expected": "应为数字",
        "an id or “me” is expected": "应为编号或“me”",
        "a day that is not still to come is expected": "应为今天或以前的日期",
        "it must be one of customer, owner, region, or several of them": "必须是 customer、owner、region 之一或其组合",
        "it must not be before from": "不得早于 from", "the range is longer than ten years": "期间超过十年",
        "it is to be given with from and to": "须与 from 和 to 一起使用",
        "a user who may sign in is expected": "应为可以登录的用户",
        "there is no such type of event": "没有此类型的事件",
        "true or false is expected": "应为 true 或 false", "a decimal is expected": "应为小数",
        "a day such as 2026-11-24 is expected": "应为日期，例如 2026-11-24",
        "an instant such as 2026-11-24T08:48:48Z or a day is expected": "应为时间（例如 2026-11-24T08:48:48Z）或日期",
        "an export has no pages and gives all rows": "导出不分页，返回所有行", "CSV has no place for it": "CSV 无法包含该内容",
        "it must be true or false": "应为 true 或 false", "atomic or independent is expected": "应为 atomic 或 independent",
        "only texts can be searched": "只能搜索文本字段", "only numbers and times can be compared": "只能比较数字和时间", "no body is expected": "不应有请求体",
        // What is wrong with JSON.
        "the document ends too early": "内容提前结束",
        "a value is expected: an object, array, string in double quotes, number, true, false or null":
            "此处应为值：对象、数组、双引号字符串、数字、true、false 或 null",
        "a member's name in double quotes is expected": "此处应为双引号中的成员名", "a colon is expected after the member's name": "成员名之后应为冒号",
        "a comma or a closing brace is expected": "此处应为逗号或右花括号", "a comma or a closing bracket is expected": "此处应为逗号或右方括号",
        "a comma stands before the closing brace or bracket": "右括号之前多了逗号", "something follows the end of the document": "内容结束之后还有多余字符",
        "the document begins with a byte order mark": "内容以字节顺序标记开头", "the number is not written as JSON requires": "数字不符合 JSON 的写法",
        "the backslash begins no valid escape": "反斜杠之后不是有效的转义", "the bytes are not valid UTF-8": "不是有效的 UTF-8",
        "a control character must be escaped": "控制字符必须转义",
        "a \\u escape names half of a surrogate pair": "\\u 转义只写了代理对的一半",
        "the member's name has been used before in this object": "同一对象中成员名重复",
        "the document is too long": "内容过长", "arrays and objects are nested too deeply": "嵌套过深", "the object has too many members": "对象成员过多",
        "the array has too many elements": "数组元素过多", "the document has too many values": "内容中的值过多",
        "the number has too many characters": "数字过长",
        // What of HTTP is not followed.
        "bad request line": "请求行有误", "bad target": "请求目标有误", "bad line ending": "行结束符有误", "bad field line": "请求头行有误", "bad host": "Host 有误",
        "repeated field": "请求头重复", "bad content length": "Content-Length 有误", "bad transfer encoding": "Transfer-Encoding 有误",
        "conflicting length": "长度信息互相矛盾", "bad chunk": "分块有误", "this part of HTTP": "HTTP 的这一部分",
    ]
}

/// A phrase in both languages; each `*` stands for a name or a value, in the same order.
private struct PhrasePattern: Sendable {
    private let english: [Substring]
    private let chinese: [Substring]

    init(_ english: String, _ chinese: String) {
        self.english = english.split(separator: "*", omittingEmptySubsequences: false)
        self.chinese = chinese.split(separator: "*", omittingEmptySubsequences: false)
    }

    /// Nil for another phrase.
    func chinese(_ phrase: String) -> String? {
        guard let first = english.first, let last = english.last, phrase.hasPrefix(first), phrase.hasSuffix(last) else { return nil }
        var values: [Substring] = []
        var rest = phrase.dropFirst(first.count)
        for piece in english.dropFirst().dropLast() {
            guard let range = rest.firstRange(of: piece) else { return nil }
            values.append(rest[..<range.lowerBound])
            rest = rest[range.upperBound...]
        }
        values.append(rest.dropLast(last.count))
        return zip(chinese, values + [""]).map { $0 + $1 }.joined()
    }
}
