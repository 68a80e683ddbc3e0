namespace Grpc.Core;

/// <summary>Takes a stream of messages.</summary>
/// <typeparam name="T">The message.</typeparam>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>
    /// Sends a message; one at a time. It has gone out when the task ends, so a client that reads slowly slows its
    /// sender.
    /// </summary>
    /// <param name="message">The message.</param>
    Task WriteAsync(T message);

    /// <summary>Sends a message as <see cref="WriteAsync(T)"/> does.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">
    /// Gives up waiting for a slow client; the message may have gone out all the same.
    /// </param>
    Task WriteAsync(T message, CancellationToken cancellationToken);
}
