// The refusals of signing in, of keys, absences and the working calendar.

import Kernel

extension FailureCode {
    static let wrongCredentials = FailureCode("wrong_credentials", 401, "The user name or the password is wrong.", "用户名或密码错误。")
    static let weakPassword = FailureCode(
        "weak_password", 422, "A password needs at least {minimum} characters and must not contain the user name.",
        "密码至少需要 {minimum} 个字符，且不能包含用户名。")
    static let wrongPassword = FailureCode("wrong_password", 403, "The current password is wrong.", "当前密码错误。")
    static let ownAccount = FailureCode(
        "own_account", 403, "Nobody deactivates, archives or changes the roles of himself or herself.", "任何人都不能停用、归档自己的账号或修改自己的角色。")
    static let lastAdministrator = FailureCode(
        "last_administrator", 409, "This is the last administrator; make another one first.", "这是最后一个管理员，请先设置另一位管理员。")
    static let reportingCircle = FailureCode(
        "reporting_circle", 422, "The reporting line would go in a circle.", "汇报关系不能形成循环。")
    static let ownManager = FailureCode(
        "own_manager", 422, "Nobody decides who stands above himself or herself: an administrator or others of personnel do.",
        "不能自行指定本人的上级：须由管理员或其他人力资源人员指定。")
    static let unknownScope = FailureCode(
        "unknown_scope", 422, "There is no scope “{scope}”: it is a collection with :read or :write, such as orders:read.",
        "没有权限范围“{scope}”：应为“集合:read”或“集合:write”，例如 orders:read。")
    static let keyInUse = FailureCode("key_in_use", 409, "A key cannot revoke itself.", "不能吊销正在使用的密钥。")
    static let keyEnded = FailureCode("key_ended", 409, "The key no longer works; make a new one.", "该密钥已失效，请创建新的密钥。")
    static let keyReplaced = FailureCode(
        "key_replaced", 409, "The key was replaced by the key {id}, which works: rotate that one.", "该密钥已被密钥 {id} 替换，请轮换新的密钥。")
    static let noRoles = FailureCode("no_roles", 422, "Name the roles of the key, or the user it belongs to.", "请指定密钥的角色，或其所属用户。")
    static let badWorkingHours = FailureCode(
        "bad_working_hours", 422,
        "“{value}” is no list of working hours: write them in the order of the day, such as 09:00-12:00, 13:00-18:00.",
        "“{value}”不是有效的工作时间：请按先后顺序填写，例如 09:00-12:00, 13:00-18:00。")
    static let noWorkingDays = FailureCode("no_working_days", 422, "Name at least one working day.", "至少需要一个工作日。")
    static let calendarWithoutWork = FailureCode(
        "calendar_without_work", 409, "The working calendar has no working time left for this deadline: see /v1/settings/calendar.",
        "工作日历中没有可用的工作时间，请检查 /v1/settings/calendar。")
    static let absenceEndsFirst = FailureCode("absence_ends_first", 422, "The last day lies before the first.", "结束日期早于开始日期。")
    static let absenceOfOther = FailureCode(
        "absence_of_other", 422, "Enter your own absence, or that of somebody below you.", "只能登记本人或下属的缺勤。")
    static let delegateUnfit = FailureCode(
        "delegate_unfit", 422, "The delegate is another person who works here.", "代理人须为其他在职人员。")
    static let delegateAbsent = FailureCode("delegate_absent", 422, "{name} is away in that time as well.", "{name} 在此期间也缺勤。")
    static let delegateOfOwnMaking = FailureCode(
        "delegate_of_own_making", 422,
        "Nobody makes himself or herself the delegate of another: the person, personnel or somebody else above does.",
        "不能指定自己为他人的代理人：须由本人、人力资源或其他上级指定。")
    static let widerKey = FailureCode(
        "wider_key", 422, "A key makes or changes no key that goes beyond itself: at most {limit}.", "密钥不能创建或修改权限超出自身的密钥：最多为 {limit}。")
    static let handOverToSelf = FailureCode(
        "hand_over_to_self", 422, "One hands over to another person.", "只能移交给其他人员。")
    static let handOverUnfit = FailureCode(
        "hand_over_unfit", 422, "{name} no longer works here, or is no person: name somebody who can take over.",
        "{name} 不是在职人员，请指定可以接手的人员。")
    static let cannotOwn = FailureCode(
        "cannot_own", 422, "{name} cannot take over {count} of {collection}: that needs one of the roles {roles}.",
        "{name} 不能接手 {count} 条 {collection}：须具有以下角色之一：{roles}。")
    static let peopleOnly = FailureCode(
        "people_only", 403, "Only a person who has signed in may do this; an API key may not.", "此操作只能由登录的人员执行，API 密钥不能执行。")
    static let userActive = FailureCode(
        "user_active", 409, "Who works here is not erased: deactivate the user first.", "在职用户的个人信息不能删除，请先停用该用户。")
    static let userInactive = FailureCode(
        "user_inactive", 422, "The user is deactivated and gets no key.", "该用户已停用，不能为其创建密钥。")
}
