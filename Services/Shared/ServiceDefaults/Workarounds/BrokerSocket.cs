using System.Net.Sockets;
using System.Runtime.CompilerServices;
using RabbitMQ.Client;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// Works around two faults of RabbitMQ.Client up to 7.2.2, each of which keeps a process from ever connecting again.
/// Both are fixed on the client's main branch: remove this class with the first release that has the fixes.
/// <list type="bullet">
/// <item>github.com/rabbitmq/rabbitmq-dotnet-client/issues/1930: the write loop ends at the first write that fails.
/// Publishers then fill its queue and wait for ever, with their channel's lock, which the connection needs to close. So
/// no write fails here; one to a dead connection gets no confirmation.</item>
/// <item>github.com/rabbitmq/rabbitmq-dotnet-client/issues/1976: to close a channel, the connection waits for its lock
/// behind all publishers. MassTransit disposes the channel and its lock meanwhile, and a wait for a disposed lock never
/// ends. So the reader learns of the end when the publishers have passed the lock: each of them writes, and nothing has
/// been written for a second.</item>
/// </list>
/// </summary>
internal sealed class BrokerSocket : TcpClientAdapter
{
    private BrokerSocket(Socket socket)
        : base(socket) { }

    public static ITcpClient Create(AddressFamily family) =>
        new BrokerSocket(new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });

    public override NetworkStream GetStream() => new ForgivingStream(Client);

    private sealed class ForgivingStream(Socket socket) : NetworkStream(socket)
    {
        private bool _isBroken;
        private int _writes;

        // No allocation for each read.
        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            try
            {
                var read = await base.ReadAsync(buffer, cancellationToken);
                // TLS waits for data with an empty buffer.
                if (read > 0 || buffer.IsEmpty)
                    return read;
            }
            catch (IOException)
            {
                await UntilPublishersAreThrough(cancellationToken);
                throw;
            }

            await UntilPublishersAreThrough(cancellationToken);
            return 0;
        }

        public override async ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            Interlocked.Increment(ref _writes);
            if (_isBroken)
                return;

            try
            {
                await base.WriteAsync(buffer, cancellationToken);
            }
            catch (IOException)
            {
                _isBroken = true;
                // Tells the reader, even if only writing fails.
                Socket.Close();
            }
        }

        private async Task UntilPublishersAreThrough(CancellationToken cancellationToken)
        {
            // At most ten seconds, because a publisher without confirmations may never stop writing.
            for (var seconds = 0; seconds < 10; seconds++)
            {
                var before = Volatile.Read(ref _writes);
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
                if (Volatile.Read(ref _writes) == before)
                    return;
            }
        }
    }
}
