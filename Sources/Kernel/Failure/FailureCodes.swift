// The refusals that every resource shares. Codes of a module's own rules stand in the module.

extension FailureCode {
    // Syntax and protocol.
    package static let badRequest = FailureCode(
        "bad_request", 400, "The request does not follow HTTP: {reason}.", "请求不符合 HTTP 协议：{reason}。")
    package static let malformedJSON = FailureCode(
        "malformed_json", 400, "The body is not valid JSON at line {line}, column {column}: {reason}.",
        "请求体不是有效的 JSON（第 {line} 行第 {column} 列）：{reason}。")
    package static let bodyNotObject = FailureCode("body_not_object", 400, "The body must be a JSON object.", "请求体必须是 JSON 对象。")
    package static let badQuery = FailureCode("bad_query", 400, "The query string is not well-formed.", "查询字符串格式不正确。")
    package static let unknownParameter = FailureCode(
        "unknown_parameter", 400, "There is no query parameter “{name}” here.{hint}", "此处没有查询参数“{name}”。{hint_zh}")
    package static let badParameter = FailureCode(
        "bad_parameter", 400, "The query parameter “{name}” cannot be “{value}”: {reason}.", "查询参数“{name}”的值“{value}”无效：{reason}。")
    package static let badCursor = FailureCode(
        "bad_cursor", 400, "The cursor is damaged or belongs to another filter or sort order. Start again without it.",
        "游标已损坏或不属于当前的筛选与排序，请去掉游标重新查询。")
    package static let badHeader = FailureCode("bad_header", 400, "The header field {name} is not well-formed.", "请求头 {name} 格式不正确。")
    package static let notSignedIn = FailureCode(
        "not_signed_in", 401, "Sign in first: send “Authorization: Bearer …” with a session token or an API key.",
        "请先登录：在请求头中发送“Authorization: Bearer …”（会话令牌或 API 密钥）。")
    package static let invalidToken = FailureCode("invalid_token", 401, "The token is unknown, expired or revoked.", "令牌不存在、已过期或已吊销。")
    package static let notAllowed = FailureCode(
        "not_allowed", 403, "Your roles do not allow this: it needs {needed}.", "您的角色无权执行此操作：需要 {needed}。")
    package static let outsideScope = FailureCode(
        "outside_scope", 403, "The API key's scopes do not cover this: it needs {needed}.", "API 密钥的权限范围不包括此操作：需要 {needed}。")
    package static let outsideRows = FailureCode(
        "outside_rows", 403, "You may not keep a record like this one: it would lie outside the records that you may see.",
        "您无权保存这样的记录：它不在您可见的数据范围内。")
    package static let notFound = FailureCode("not_found", 404, "There is nothing here, or nothing that you may see.", "没有此内容，或您无权查看。")
    package static let methodNotAllowed = FailureCode(
        "method_not_allowed", 405, "{method} is not possible here, only {allow}.", "此处不支持 {method}，仅支持 {allow}。")
    package static let notAcceptable = FailureCode("not_acceptable", 406, "This can only be given as {types}.", "只能以 {types} 格式返回。")
    package static let requestTimeout = FailureCode("request_timeout", 408, "The request did not arrive in time.", "请求未能及时送达。")
    package static let versionRequired = FailureCode(
        "version_required", 428, "Say which version you mean: send If-Match with the ETag that you have read.",
        "请说明所针对的版本：在 If-Match 请求头中发送读取到的 ETag。")
    package static let bodyTooLarge = FailureCode("body_too_large", 413, "The body is larger than is accepted here.", "请求体超过允许的大小。")
    package static let fileTooLarge = FailureCode(
        "file_too_large", 413, "The file has more than {maximum} bytes, which is the most that is taken here.",
        "文件超过 {maximum} 字节，这是此处允许的上限。")
    package static let targetTooLong = FailureCode("target_too_long", 414, "The request line is longer than is accepted.", "请求行超过允许的长度。")
    package static let unsupportedMediaType = FailureCode(
        "unsupported_media_type", 415, "Send the body as {types}, not as {type}.", "请以 {types} 发送请求体，而不是 {type}。")
    package static let unsupportedCoding = FailureCode(
        "unsupported_content_coding", 415, "Send the body as it is, without Content-Encoding; {coding} is not decoded here.",
        "请直接发送请求体，不要使用 Content-Encoding；此处不解码 {coding}。")
    package static let expectationFailed = FailureCode("expectation_failed", 417, "The expectation cannot be met.", "无法满足 Expect 请求头的要求。")
    package static let fieldsTooLarge = FailureCode(
        "fields_too_large", 431, "The header fields are larger than is accepted.", "请求头超过允许的大小。")
    package static let notImplemented = FailureCode("not_implemented", 501, "This server does not know {what}.", "服务器不支持 {what}。")
    package static let versionNotSupported = FailureCode(
        "version_not_supported", 505, "Only HTTP/1.1 and HTTP/1.0 are spoken here.", "仅支持 HTTP/1.1 与 HTTP/1.0。")

    // State, versions and repetition.
    package static let wrongState = FailureCode(
        "wrong_state", 409, "“{step}” is not possible in state {state}, only from {from}.", "状态为 {state} 时不能执行“{step}”，仅可在 {from} 状态执行。")
    package static let itemNotOpen = FailureCode(
        "item_not_open", 409, "“{step}” is not possible of this item, or was taken already.", "此项不能执行“{step}”，或已执行过。")
    package static let notEditable = FailureCode(
        "not_editable", 409, "In state {state} this can no longer be changed.", "状态为 {state} 时不能再修改。")
    package static let archived = FailureCode("archived", 409, "The record is archived. Restore it first.", "该记录已归档，请先恢复。")
    package static let notArchived = FailureCode("not_archived", 409, "The record is not archived.", "该记录未归档。")
    package static let erased = FailureCode(
        "erased", 409, "What was personal here has been erased: it cannot come back, and there is nothing left to erase.",
        "此处的个人信息已删除：无法恢复，也无需再次删除。")
    package static let merged = FailureCode(
        "merged", 308, "This {entity} was merged into {id}: go on there.", "该{entity_zh}已合并到 {id}，请改用后者。")
    package static let stillReferred = FailureCode(
        "still_referred", 409, "This cannot be archived: {collection} still refer to it.", "无法归档：仍有 {collection} 引用该记录。")
    package static let duplicate = FailureCode(
        "duplicate", 409, "There is already one with the same {field}.", "已存在 {field} 相同的记录。")
    package static let staleVersion = FailureCode(
        "stale_version", 412, "The record was changed meanwhile: it has version {version} now.", "记录已被他人修改：当前版本为 {version}。")
    package static let keyReused = FailureCode(
        "idempotency_key_reused", 422, "This Idempotency-Key was used with another body.", "该 Idempotency-Key 已用于内容不同的请求。")
    static let shownOnce = FailureCode(
        "secret_shown_once", 409,
        "The first request with this Idempotency-Key has done it: see {path}. The secret in its answer is shown once; where it was lost, rotate it.",
        "该 Idempotency-Key 的首次请求已执行：见 {path}。应答中的密钥仅显示一次；如已丢失，请轮换。")

    package static let externalIDExists = FailureCode(
        "external_id_exists", 412, "A record with the external id “{key}” exists already.", "外部编号“{key}”的记录已存在。")
    package static let externalIDDiffers = FailureCode(
        "external_id_differs", 422, "The path names the external id “{key}”; leave it out of the body, or give the same.",
        "路径中的外部编号为“{key}”；请求体中请省略或保持一致。")

    // Faults of a body.
    package static let invalidBody = FailureCode(
        "invalid_body", 422, "The body has faults; each is listed in errors.", "请求体有误，详见 errors 列表。")
    package static let unknownField = FailureCode("unknown_field", 422, "There is no field “{name}” here.{hint}", "没有字段“{name}”。{hint_zh}")
    package static let readOnlyField = FailureCode(
        "read_only_field", 422, "“{name}” is computed by the server and cannot be set.", "“{name}”由服务器计算，不能设置。")
    package static let notYourField = FailureCode("not_your_field", 422, "Your roles do not allow setting “{name}”.", "您的角色无权设置“{name}”。")
    package static let required = FailureCode("required", 422, "“{name}” is required.", "“{name}”为必填项。")
    package static let wrongType = FailureCode("wrong_type", 422, "“{name}” must be {expected}.", "“{name}”必须是 {expected}。")
    package static let tooLong = FailureCode(
        "too_long", 422, "“{name}” may have at most {maximum} characters.", "“{name}”最多 {maximum} 个字符。")
    package static let empty = FailureCode("empty", 422, "“{name}” must not be empty.", "“{name}”不能为空。")
    package static let badCharacters = FailureCode("bad_characters", 422, "“{name}” has control characters.", "“{name}”含有控制字符。")
    package static let badFormat = FailureCode("bad_format", 422, "“{name}” must be {expected}.", "“{name}”必须是 {expected}。")
    package static let outOfRange = FailureCode(
        "out_of_range", 422, "“{name}” must be between {minimum} and {maximum}.", "“{name}”必须在 {minimum} 与 {maximum} 之间。")
    package static let tooManyPlaces = FailureCode(
        "too_many_places", 422, "“{name}” may have at most {maximum} decimals.", "“{name}”最多 {maximum} 位小数。")
    package static let notAChoice = FailureCode(
        "not_a_choice", 422, "“{name}” must be one of {choices}.{hint}", "“{name}”必须是以下之一：{choices}。{hint_zh}")
    package static let tooMany = FailureCode("too_many", 422, "“{name}” may have at most {maximum} items.", "“{name}”最多 {maximum} 项。")
    package static let tooFew = FailureCode("too_few", 422, "“{name}” needs at least {minimum}.", "“{name}”至少需要 {minimum} 项。")
    package static let repeated = FailureCode("repeated", 422, "“{name}” names the same item twice.", "“{name}”重复列出同一项。")
    package static let unknownReference = FailureCode(
        "unknown_reference", 422, "“{name}” names no {target} that you may see.", "“{name}”未指向您可见的{target_zh}。")
    package static let archivedReference = FailureCode(
        "archived_reference", 422, "“{name}” names an archived {target}.", "“{name}”指向已归档的{target_zh}。")
    package static let ownerOutsideTeam = FailureCode(
        "owner_outside_team", 422, "“{name}”: you may enter and hand over records only in your own name and for those below you.",
        "“{name}”：只能以本人或下属的名义录入或移交记录。")
    package static let notAnOwner = FailureCode(
        "not_an_owner", 422, "“{name}” must name somebody who works here and has one of the roles {roles}.",
        "“{name}”须为在职人员，且具有以下角色之一：{roles}。")
    static let unknownEventType = FailureCode(
        "unknown_event_type", 422,
        "There is no event of the type {type}: it is one such as salesd.order.confirm, salesd.order.* for all of orders, or * for all.{hint}",
        "没有类型为 {type} 的事件：应如 salesd.order.confirm，用 salesd.order.* 表示订单的全部事件，用 * 表示全部。{hint_zh}")
    package static let unknownChild = FailureCode("unknown_child", 422, "There is no item {id} in “{name}”.", "“{name}”中没有编号为 {id} 的项。")
    package static let amountOutOfRange = FailureCode(
        "amount_out_of_range", 422, "An amount goes beyond 90,000,000,000,000.00.", "金额超出 90,000,000,000,000.00 的上限。")
    package static let unknownCurrency = FailureCode(
        "unknown_currency", 422, "“{value}” is no currency code that is known here.", "不支持的货币代码“{value}”。")
    package static let constraint = FailureCode("constraint", 422, "The database refuses this value of {field}.", "数据库拒绝 {field} 的取值。")

    // Decisions.
    package static let decidedByPeople = FailureCode(
        "decided_by_people", 403, "A person has to decide this; an API key may not.", "此步骤必须由人决定，API 密钥不能执行。")
    package static let alreadyDecided = FailureCode(
        "already_decided", 403, "You have decided on this already; the next level is somebody else's.", "您已作出审批，下一级须由他人审批。")
    package static let ownPaper = FailureCode(
        "own_paper", 403, "You created, changed or submitted this yourself; somebody else has to decide.", "该单据由您创建、修改或提交，须由他人决定。")

    // The server's own troubles.
    package static let tooManyRequests = FailureCode(
        "too_many_requests", 429, "Too many attempts. Try again in {seconds} s.", "尝试次数过多，请在 {seconds} 秒后重试。")
    static let tooManyEventStreams = FailureCode(
        "too_many_event_streams", 429,
        "{maximum} streams of events are open for you already: close one, or let several readers share one.",
        "您已打开 {maximum} 个事件流：请关闭其中一个，或让多个接收方共用一个。")
    static let eventStreamsFull = FailureCode(
        "event_streams_full", 503,
        "{maximum} streams of events are open, which is the most here. Try again shortly, or ask for pages.",
        "事件流已达上限 {maximum} 个，请稍后重试，或改用分页查询。")
    static let eventsAhead = FailureCode(
        "events_ahead", 409,
        "The newest event is {newest}, and you ask for what follows {after}. After a backup was restored, begin again from 0.",
        "最新事件为 {newest}，而请求的起点是 {after}。如系统曾由备份恢复，请从 0 重新开始。")
    package static let internalError = FailureCode(
        "internal_error", 500, "Something went wrong here. Tell the administrator the request id.", "服务器内部错误，请将请求编号告知管理员。")
    package static let busy = FailureCode("busy", 503, "The server is busy. Try again shortly.", "服务器繁忙，请稍后重试。")
    package static let unavailable = FailureCode(
        "unavailable", 503, "The database cannot be written at the moment. Nothing was kept.", "数据库暂时无法写入，未保存任何内容。")
    package static let storageFull = FailureCode(
        "storage_full", 507, "There is no room left on the disk. Nothing was kept.", "磁盘空间不足，未保存任何内容。")

    /// What every operation may answer, in the order of status; Docs and a test read it.
    package static let shared: [FailureCode] = [
        merged, badRequest, malformedJSON, bodyNotObject, badQuery, unknownParameter, badParameter, badCursor, badHeader, notSignedIn,
        invalidToken,
        notAllowed, outsideScope, outsideRows, decidedByPeople, ownPaper, alreadyDecided, notFound, methodNotAllowed, notAcceptable,
        requestTimeout,
        wrongState, itemNotOpen, notEditable, archived, notArchived, erased, stillReferred, duplicate, eventsAhead, shownOnce, staleVersion,
        bodyTooLarge,
        fileTooLarge,
        targetTooLong,
        unsupportedMediaType, unsupportedCoding, expectationFailed, versionRequired, keyReused, externalIDExists, externalIDDiffers,
        invalidBody,
        unknownField, readOnlyField, notYourField, required, wrongType, tooLong, empty, badCharacters, badFormat, outOfRange,
        tooManyPlaces, notAChoice, tooMany, tooFew, repeated, unknownReference,
        archivedReference, ownerOutsideTeam, notAnOwner, unknownEventType, unknownChild, amountOutOfRange, unknownCurrency, constraint,
        tooManyRequests, tooManyEventStreams,
        fieldsTooLarge, internalError,
        notImplemented, busy, unavailable, eventStreamsFull, versionNotSupported, storageFull,
    ]
}
