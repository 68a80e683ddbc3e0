namespace Grpc.Core;

/// <summary>
/// The requests of a streaming client. Such methods are not served here; the generated code names the type.
/// </summary>
/// <typeparam name="T">The message.</typeparam>
public interface IAsyncStreamReader<out T>
{
    /// <summary>The message that was read last.</summary>
    T Current { get; }

    /// <summary>Reads the next message.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>False when there is none.</returns>
    Task<bool> MoveNext(CancellationToken cancellationToken);
}
