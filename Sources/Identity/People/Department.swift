// The company's departments. Ten come with the server.

package import Kernel

/// A department (P3.3.2).
package final class Department: Resource {
    package static let schema = Schema<Department>("departments", one: "department", "Department", "部门")

    package let code = identifier("Code", "代码").unique()
    package let name = text("Name", "名称", max: 100)
    package let nameChinese = text("Name in Chinese", "中文名称", max: 100).optional()
    package let externalID = Kernel.externalID()

    package init() {}

    package static let access =
        Grant.standard + [
            Grant(.everyone, .read)
        ]
}
