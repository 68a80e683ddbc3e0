using System.Net.Sockets;
using System.Runtime.CompilerServices;
using RabbitMQ.Client;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// The socket to the broker, which tells of a lost connection to whoever reads and to nobody who writes.
/// RabbitMQ.Client (7.1 and 7.2) ends its write loop at the first write that fails; what publishes meanwhile fills the
/// queue in front of that loop, waits there for ever with its channel's lock, and the connection, which wants this lock
/// too, never ends: nobody connects again, and all looks well. What is written to a dead connection is lost in any
/// case, and known to be so by the confirmation that does not come.
/// <para>
/// The reader is told a second late. It ends the channels one after the other, and waits for the lock of each behind
/// all who publish on it; MassTransit disposes of the channel meanwhile, its lock with it, and who waits for a lock
/// that is disposed of waits for ever (mended in RabbitMQ.Client after 7.2.2: "Do not dispose SemaphoreSlim fields with
/// concurrent waiters"). Within that second those who publish get through: they wait for confirmations then, without
/// the lock.
/// </para>
/// </summary>
internal sealed class BrokerSocket : TcpClientAdapter
{
    private BrokerSocket(Socket socket)
        : base(socket) { }

    /// <summary>Makes the socket of a connection.</summary>
    /// <param name="family">Version 4 or 6.</param>
    public static ITcpClient Create(AddressFamily family) =>
        new BrokerSocket(new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });

    /// <inheritdoc />
    public override NetworkStream GetStream() => new ForgivingStream(Client);

    private sealed class ForgivingStream(Socket socket) : NetworkStream(socket)
    {
        private static readonly TimeSpan UntilPublishersAreThrough = TimeSpan.FromSeconds(1);

        private bool _isBroken;

        // Each read of the connection: no allocation for it.
        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            try
            {
                if (await base.ReadAsync(buffer, cancellationToken) is > 0 and var read)
                    return read;
            }
            catch (IOException)
            {
                await Task.Delay(UntilPublishersAreThrough, cancellationToken);
                throw;
            }

            await Task.Delay(UntilPublishersAreThrough, cancellationToken);
            return 0;
        }

        public override async ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            if (_isBroken)
                return;

            try
            {
                await base.WriteAsync(buffer, cancellationToken);
            }
            catch (IOException)
            {
                _isBroken = true;
                // Whoever reads is told even where only this direction has failed.
                Socket.Close();
            }
        }
    }
}
