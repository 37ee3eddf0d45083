// A growing buffer of bytes that are added behind and taken away in front.

/// Bytes on their way out. Memory is taken with the first byte and can be given back.
package struct ByteBuffer: ~Copyable {
    private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    private var begin = 0
    private var end = 0

    /// An empty buffer, without memory.
    package init() {}

    deinit {
        memory.deallocate()
    }

    /// Bytes that it holds.
    package var count: Int { end &- begin }

    /// Whether it holds none.
    package var isEmpty: Bool { end == begin }

    /// The bytes, valid until the buffer changes.
    package var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: memory[begin..<end])
    }

    /// Adds a copy of the bytes.
    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress, bytes.count > 0 else { return }
        reserve(bytes.count)
        memory.baseAddress?.advanced(by: end).copyMemory(from: source, byteCount: bytes.count)
        end &+= bytes.count
    }

    /// Adds a copy of the bytes.
    package mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { append($0) }
    }

    /// Adds one byte.
    mutating func append(_ byte: UInt8) {
        reserve(1)
        memory[end] = byte
        end &+= 1
    }

    /// Adds a number in decimal digits; negative ones are not needed and count as 0.
    mutating func append(decimal number: Int) {
        var rest = max(number, 0)
        var length = 1
        var bound = 10
        while rest >= bound, length < 18 {
            length &+= 1
            bound &*= 10
        }
        reserve(20)
        if rest >= bound { length = 19 }
        var position = end &+ length
        end = position
        for _ in 0..<length {
            position &-= 1
            memory[position] = Byte.zero &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }

    /// Takes bytes away in front.
    package mutating func removeFirst(_ count: Int) {
        begin &+= min(max(count, 0), self.count)
        if begin == end { removeAll() }
    }

    /// Takes all bytes away and keeps the memory, unless it is larger than `keeping` bytes.
    package mutating func removeAll(keeping: Int = .max) {
        begin = 0
        end = 0
        if memory.count > keeping {
            memory.deallocate()
            memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
        }
    }

    /// Makes room for so many more bytes.
    private mutating func reserve(_ extra: Int) {
        guard memory.count &- end < extra else { return }
        let held = count
        if begin > 0, memory.count &- held >= extra, begin >= held {
            memory.copyMemory(from: bytes)
        } else {
            let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: max(memory.count * 2, held + extra, 512), alignment: 16)
            larger.copyMemory(from: bytes)
            memory.deallocate()
            memory = larger
        }
        begin = 0
        end = held
    }
}
