// The refusals of exports: of what is asked for, of what became of it, and of fetching the file.

extension FailureCode {
    // Of what is asked for.
    static let unknownCollection = FailureCode(
        "unknown_collection", 422, "There is no list “{name}” here.{hint}", "没有名为“{name}”的列表。{hint_zh}")
    static let exportSubject = FailureCode(
        "export_subject", 422, "An export is of a list or of a report: name either collection or report.",
        "导出对象为列表或报表：请填写 collection 或 report 其中之一。")
    package static let unknownReport = FailureCode(
        "unknown_report", 422, "There is no report “{name}” here.{hint}", "没有名为“{name}”的报表。{hint_zh}")
    static let exportListMember = FailureCode(
        "export_list_member", 422, "“{name}” belongs to a list: what a report is asked stands in parameters.",
        "“{name}”仅用于列表：报表的条件请写在 parameters 中。")
    static let exportReportMember = FailureCode(
        "export_report_member", 422, "“parameters” belongs to a report: what a list is asked stands in filters, sort and fields.",
        "“parameters”仅用于报表：列表的条件请写在 filters、sort 与 fields 中。")
    package static let exportNoParameter = FailureCode(
        "export_no_parameter", 422, "“{name}” has no place in parameters: form, language and mark have members of their own.",
        "parameters 中不能写“{name}”：格式、语言与标记由各自的成员指定。")
    static let exportNoList = FailureCode(
        "export_no_list", 422, "“{name}” is a list and has no place in {format}: choose ndjson, or leave it out.",
        "“{name}”是列表，无法放入 {format}：请改用 ndjson 或省略该字段。")
    static let exportNoFilter = FailureCode(
        "export_no_filter", 422, "“{name}” is no filter: an export gives all rows; order and fields have members of their own.",
        "“{name}”不是筛选条件：导出会包含所有行；排序与字段请使用各自的成员。")
    static let tooManyExports = FailureCode(
        "too_many_exports", 409, "{maximum} exports of yours wait or run already: let one of them end, or cancel it.",
        "您已有 {maximum} 个导出任务正在等待或运行：请等其结束或取消其中一个。")
    static let exportsFull = FailureCode(
        "exports_full", 409, "The files of exports take all the room that is set for them: have some removed, or wait until they expire.",
        "导出文件已占满设定的空间：请删除部分文件，或等待其过期。")

    // Of what became of it.
    static let exportCallerGone = FailureCode(
        "export_caller_gone", 403, "Whoever asked for the export may no longer sign in, or the key no longer counts.",
        "发起导出的用户已停用，或其密钥已失效。")
    static let exportRightsChanged = FailureCode(
        "export_rights_changed", 403, "The rights of whoever asked for it are no longer those under which it began. Ask for it anew.",
        "发起人的权限与开始导出时不同，请重新发起导出。")
    static let exportTooLarge = FailureCode(
        "export_too_large", 409, "The file would have more than the {maximum} bytes that are set, or that are left for all. Ask for less.",
        "文件将超过设定或剩余的上限 {maximum} 字节，请缩小导出范围。")
    static let exportTooSlow = FailureCode(
        "export_too_slow", 409, "One page of it takes too long: sort by id, or filter more narrowly.", "单页查询耗时过长：请按 id 排序或缩小筛选范围。")
    package static let reportTooWide = FailureCode(
        "report_too_wide", 422,
        "The report has more groups than fit into {maximum} MiB of memory: take a shorter time, or filter more narrowly.",
        "报表分组过多，超出 {maximum} MiB 内存上限：请缩短时间范围或缩小筛选范围。")
    static let exportErased = FailureCode(
        "export_erased", 409, "Personal data of such a record was erased while it was made. Ask for it anew.", "生成期间有记录的个人信息被删除，请重新导出。")
    static let exportInterrupted = FailureCode(
        "export_interrupted", 409, "The server was interrupted {attempts} times while it was made. Ask for it anew, or for less.",
        "导出过程中服务器已中断 {attempts} 次，请重新发起或缩小范围。")

    // Of fetching the file.
    static let exportNotReady = FailureCode(
        "export_not_ready", 409, "The file is still being made: {progress} of it. Ask for the export until its status is finished.",
        "文件正在生成（{progress}），请等待导出状态变为 finished。")
    static let exportWithoutFile = FailureCode(
        "export_without_file", 409, "The export is {state}: there is no file.", "导出状态为 {state}，没有文件。")
    static let exportExpired = FailureCode(
        "export_expired", 410, "The file was kept until {until} and is gone. Ask for it anew.", "文件保留至 {until}，现已删除。请重新导出。")
    static let exportOfAnother = FailureCode(
        "export_of_another", 403, "Only whoever asked for an export gets its file: ask for one of your own.", "只有发起人可以下载导出文件，请自行发起导出。")

    static let ofExports: [FailureCode] = [
        unknownCollection, exportSubject, unknownReport, exportListMember, exportReportMember, exportNoParameter, exportNoList,
        exportNoFilter, tooManyExports, exportsFull, exportCallerGone, exportRightsChanged, exportTooLarge,
        exportTooSlow, reportTooWide, exportErased, exportInterrupted, exportNotReady, exportWithoutFile, exportExpired, exportOfAnother,
    ]
}
