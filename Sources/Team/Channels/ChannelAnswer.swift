// What the answer of a robot means: its status may say 200 where its body says no.

import Delivery
import JSON
import Kernel
import Outgoing

/// Judges answers of one channel.
struct ChannelAnswer: Sendable {
    let kind: ChannelKind
    let redaction: Redaction

    func judge(_ answer: OutgoingAnswer) -> Verdict {
        let byStatus = Verdict(status: answer.status)
        guard kind != .webhook, byStatus == .delivered else { return byStatus }
        guard let body = try? JSONReader.parse(answer.body).object, let code = Self.code(in: body) else {
            return .refused(AttemptNote("answer_unreadable"))
        }
        guard code != 0 else { return .delivered }
        let words = ["errmsg", "msg", "StatusMessage"].compactMap { body[$0]?.string }.first
        let note = AttemptNote("errcode_\(code)", words.map(redaction.clean))
        return isBusy(code) ? .unavailable(note) : .refused(note)
    }

    private static func code(in body: JSONObject) -> Int64? {
        ["errcode", "code", "StatusCode"].compactMap { body[$0]?.number?.int64 }.first
    }

    /// Whether the code says “too much at the moment”, or that the vendor itself has trouble.
    private func isBusy(_ code: Int64) -> Bool {
        switch kind {
        case .wecom: [-1, 45009, 45033].contains(code)
        case .dingtalk: [-1, 130101, 410100].contains(code)
        case .feishu: [9499, 11232, 99_991_400].contains(code)
        case .webhook: false
        }
    }
}
