import Foundation
import Loop
import Postgres
import Synchronization

/// The PostgreSQL that the tests run against: the one `DRAY_TEST_DATABASE_URL` names, or else a
/// private one that goes away with this process.
enum TestDatabase {
    static let address: String = {
        let given = ProcessInfo.processInfo.environment["DRAY_TEST_DATABASE_URL"] ?? ""
        return given.isEmpty ? startCluster() : given
    }()

    static var settings: ConnectionSettings { ConnectionSettings(address) }

    /// The loop that tests share.
    static let loop: EventLoop = {
        let group = LoopGroup(count: 1)
        group.start()
        return group.loops[0]
    }()

    private static let numbers = Atomic(0)

    /// A name for a table, database or channel that no other test has.
    static func uniqueName(_ stem: String) -> String {
        let number = numbers.wrappingAdd(1, ordering: .relaxed).newValue
        return "\(stem)_\(ProcessInfo.processInfo.processIdentifier)_\(number)"
    }

    /// Through `popen`, because Foundation's `Process` waits for the watcher too.
    private static func startCluster() -> String {
        guard let output = popen("watched=\(getpid())\n" + script, "r") else {
            preconditionFailure("no shell could be started for the tests")
        }
        var line = [UInt8](repeating: 0, count: 4096)
        let count = fread(&line, 1, line.count, output)
        precondition(pclose(output) == 0, "no PostgreSQL could be started for the tests")
        let folder = String(decoding: line[..<count], as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        return "host=\(folder) user=dray dbname=postgres"
    }

    private static let script = """
        set -e
        bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
        folder=$(mktemp -d "${TMPDIR:-/tmp}/dray-test.XXXXXX")
        as=''
        if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; as='runuser -u postgres --'; fi
        cd "$folder"
        $as "$bin/initdb" -D "$folder/data" -U dray -A trust -E UTF8 --locale=C.UTF-8 -N >&2
        $as "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
            -o "-k $folder -c listen_addresses= -c fsync=off -c max_connections=200" start >&2
        chmod 755 "$folder"
        (
            exec >/dev/null 2>&1 </dev/null
            while kill -0 $watched; do sleep 1; done
            $as "$bin/pg_ctl" -D "$folder/data" -m immediate stop
            rm -rf "$folder"
        ) &
        echo "$folder"
        """
}

/// Runs a test's body on the shared loop, as the server's requests run.
func onLoop<Value: Sendable>(
    _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        TestDatabase.loop.run {
            do {
                continuation.resume(returning: try await body())
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }
}

/// Runs a test's body on the shared loop with a pool that is closed afterwards.
func withPool<Value: Sendable>(
    _ limits: PoolLimits = PoolLimits(), _ settings: ConnectionSettings = TestDatabase.settings,
    _ body: @escaping @Sendable (Pool) async throws -> Value
) async throws -> Value {
    try await onLoop {
        let pool = Pool(loop: TestDatabase.loop, settings: settings, limits: limits)
        do {
            let value = try await body(pool)
            await pool.close()
            return value
        } catch {
            await pool.close()
            throw error
        }
    }
}

extension PoolLimits {
    /// One connection of each kind, and no patience: faults show at once.
    static var narrow: PoolLimits {
        var limits = PoolLimits()
        limits.sharedConnections = 1
        limits.exclusiveConnections = 1
        return limits
    }
}
