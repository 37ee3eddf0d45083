// Imports as a module: its table, its refusals, and what it does by itself.

import Storage

extension Module {
    /// Files that become records. It comes behind the module that keeps people.
    package static let imports = Module(
        "imports", "Imports", "数据导入", resources: [AnyResource(Import.self)], migrations: Migration.imports,
        failures: FailureCode.importCodes,
        jobs: [.forgetImportReports])
}
