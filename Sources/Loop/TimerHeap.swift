/// The timers of one loop, the earliest first: a binary heap in which each knows its place.
struct TimerHeap {
    private var timers: [Timer] = []

    var isEmpty: Bool { timers.isEmpty }
    var earliest: UInt64? { timers.first?.deadline }

    mutating func insert(_ timer: Timer) {
        timer.index = timers.count
        timers.append(timer)
        rise(timer.index)
    }

    mutating func remove(_ timer: Timer) {
        let index = timer.index
        guard index >= 0 else { return }
        timer.index = -1
        let last = timers.removeLast()
        guard last !== timer else { return }
        timers[index] = last
        last.index = index
        rise(index)
        sink(last.index)
    }

    /// Takes out the earliest if its time has come.
    mutating func popDue(at now: UInt64) -> Timer? {
        guard let first = timers.first, first.deadline <= now else { return nil }
        remove(first)
        return first
    }

    private mutating func rise(_ start: Int) {
        var index = start
        while index > 0 {
            let parent = (index - 1) / 2
            guard timers[index].deadline < timers[parent].deadline else { return }
            swap(index, parent)
            index = parent
        }
    }

    private mutating func sink(_ start: Int) {
        var index = start
        while true {
            var smallest = index
            for child in (2 * index + 1)...(2 * index + 2) where child < timers.count {
                if timers[child].deadline < timers[smallest].deadline {
                    smallest = child
                }
            }
            guard smallest != index else { return }
            swap(index, smallest)
            index = smallest
        }
    }

    private mutating func swap(_ left: Int, _ right: Int) {
        timers.swapAt(left, right)
        timers[left].index = left
        timers[right].index = right
    }
}
