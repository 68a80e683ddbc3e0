using System.Net;
using System.Net.Sockets;

namespace EventDriven.TestServers;

/// <summary>Ports for programs that cannot choose one by themselves.</summary>
public static class FreePort
{
    /// <summary>
    /// A port of the loopback address on which nothing listens. It is below the ephemeral range, so the system does not
    /// assign it to a client meanwhile, and below the ports that deploy/local/servers chooses.
    /// </summary>
    public static int Find()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(20_000, 26_000));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Another one.
            }
        }
    }
}
