// swift-tools-version: 6.2
import PackageDescription

// Every room is a target, so the compiler keeps the direction in which rooms may use one another.
// Docs/architecture.md draws it; scripts/test refuses an import that is not declared here.

let common: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
    // Rooms are for readers; the program that is shipped is compiled as if there were one. Docs/performance.md has what it brings.
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
]

/// Rooms without pointers: what they do with memory is checked by the compiler.
let safe = common + [.strictMemorySafety()]

func room(_ name: String, uses dependencies: [Target.Dependency], settings: [SwiftSetting] = safe) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, of dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: common)
}

let kernel: [Target.Dependency] = ["Kernel", "Storage", "SQLite", "JSON", "HTTP"]

let package = Package(
    name: "salesd",
    products: [.executable(name: "salesd", targets: ["salesd"])],
    targets: [
        // System libraries and the parts of Linux that the Glibc module leaves out.
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),
        .target(name: "CLinux"),
        .target(name: "CNorthwind", exclude: ["files"]),
        .target(name: "CSQLite", linkerSettings: [.linkedLibrary("sqlite3")]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CXlsxWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),

        // The foundation: bytes, messages, records.
        room("HTTP", uses: [], settings: common),
        room("Compression", uses: ["CZlib"], settings: common),
        room("HTTPServer", uses: ["HTTP", "Compression", "CLinux", "COpenSSL"], settings: common),
        room("JSON", uses: [], settings: common),
        room("Crypto", uses: ["COpenSSL"], settings: common),
        room("Outgoing", uses: ["CCurl"], settings: common),
        room("Tabular", uses: [], settings: common),
        room("Spreadsheet", uses: ["CXlsxWriter"], settings: common),
        room("Chart", uses: []),
        room("SQLite", uses: ["CSQLite"], settings: common),
        room("Storage", uses: ["SQLite"], settings: common),
        room("Kernel", uses: ["Storage", "SQLite", "JSON", "HTTP", "HTTPServer", "Compression", "Crypto", "Tabular", "Spreadsheet"]),

        // What goes out to other systems.
        room("Delivery", uses: kernel + ["Outgoing", "Crypto"]),

        // The service modules, in the order of the sales process: each may use those before it.
        room("Identity", uses: kernel + ["Crypto"]),
        room("Webhooks", uses: kernel + ["Outgoing", "Delivery", "Identity"]),
        room("Catalog", uses: kernel + ["Identity"]),
        room("CRM", uses: kernel + ["Identity", "Catalog"]),
        room("Orders", uses: kernel + ["Identity", "Catalog", "CRM"]),
        room("Receivables", uses: kernel + ["Identity", "Catalog", "CRM", "Orders"]),
        room("AfterSales", uses: kernel + ["Identity", "Catalog", "CRM", "Orders", "Receivables"]),

        room("Team", uses: kernel + ["Outgoing", "Crypto", "Delivery", "Identity", "CRM"]),
        room("Performance", uses: kernel + ["Identity", "Catalog", "CRM", "Receivables", "Team"]),
        room("Risk", uses: kernel + ["Identity", "Catalog", "CRM", "Orders", "Receivables", "AfterSales", "Team"]),

        // Reports over all of them.
        room(
            "Insight",
            uses: kernel + [
                "Identity", "Catalog", "CRM", "Orders", "Receivables", "AfterSales", "Team", "Performance", "Spreadsheet", "Chart",
            ]),

        // The demo company enters its history through all of them.
        room(
            "Demo",
            uses: kernel + [
                "CNorthwind", "Crypto", "Identity", "Catalog", "CRM", "Orders", "Receivables", "AfterSales", "Team",
                "Performance", "Risk",
            ]),

        room(
            "App",
            uses: kernel + ["HTTPServer", "Crypto", "Outgoing", "Delivery", "Identity", "Webhooks", "Catalog", "CRM", "Orders"]
                + ["Receivables", "AfterSales", "Team", "Performance", "Risk", "Insight", "Demo"]),
        .executableTarget(name: "salesd", dependencies: ["App"], swiftSettings: safe),

        .target(
            name: "TestSupport", dependencies: kernel + ["App", "Crypto", "HTTPServer", "CZlib"], path: "Tests/TestSupport",
            swiftSettings: common),
        tests("HTTPTests", of: ["HTTP"]),
        tests("HTTPServerTests", of: ["HTTPServer", "HTTP", "COpenSSL"]),
        tests("JSONTests", of: ["JSON"]),
        tests("CryptoTests", of: ["Crypto"]),
        tests("OutgoingTests", of: ["TestSupport", "App", "Outgoing"]),
        tests("TabularTests", of: ["Tabular", "TestSupport"]),
        tests("SpreadsheetTests", of: ["Spreadsheet", "TestSupport", "JSON"]),
        tests("ChartTests", of: ["Chart"]),
        tests("SQLiteTests", of: ["SQLite"]),
        tests("StorageTests", of: ["Storage", "SQLite"]),
        tests("EndToEndTests", of: kernel + ["TestSupport", "App", "Crypto"]),
        tests("KernelTests", of: kernel + ["TestSupport", "App", "Crypto", "HTTPServer"]),
        tests("IdentityTests", of: kernel + ["TestSupport", "App", "Crypto", "Identity"]),
        tests("DemoTests", of: ["TestSupport", "Demo", "App", "JSON", "Kernel", "SQLite", "Storage"]),
        tests("DeliveryTests", of: ["TestSupport"] + kernel + ["App", "Outgoing", "Delivery", "Identity"]),
        tests("WebhooksTests", of: ["TestSupport"] + kernel + ["App", "Crypto", "Outgoing", "Delivery", "Webhooks"]),
        tests("CatalogTests", of: ["TestSupport", "Catalog", "Kernel"]),
        tests("CRMTests", of: ["TestSupport", "App", "JSON", "CRM", "Catalog", "Identity", "Kernel", "Storage", "SQLite"]),
        tests("DocsTests", of: ["TestSupport", "App", "Kernel", "JSON", "HTTP", "Outgoing", "salesd"]),
        tests("FuzzTests", of: ["TestSupport", "JSON", "Kernel", "salesd"]),
        tests("AppTests", of: kernel + ["App", "HTTPServer", "Identity", "TestSupport", "salesd"]),
        tests("OrdersTests", of: ["TestSupport"] + kernel + ["App", "Identity", "Catalog", "CRM", "Orders"]),
        tests(
            "ReceivablesTests",
            of: ["TestSupport"] + kernel + ["App", "Identity", "Catalog", "CRM", "Orders", "Receivables"]),
        tests("InsightTests", of: ["TestSupport"] + kernel + ["App", "Insight"]),
        tests("PerformanceTests", of: ["TestSupport"] + kernel + ["App", "Identity", "Performance"]),
        tests("RiskTests", of: ["TestSupport", "JSON", "Kernel"]),
        tests("TeamTests", of: ["TestSupport"] + kernel + ["App", "Crypto", "Outgoing", "Identity", "CRM", "Team"]),
        tests(
            "AfterSalesTests",
            of: ["TestSupport"] + kernel + ["App", "Identity", "Catalog", "CRM", "Orders", "Receivables", "AfterSales"]),
    ]
)
