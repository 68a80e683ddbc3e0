using System.Text;
using EventDriven.TestServers;
using MimeKit;

namespace EventDriven.Services.Tests.Notifications;

internal static class ReceivedMailExtensions
{
    extension(ReceivedMail mail)
    {
        public MimeMessage Message
        {
            get
            {
                using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(mail.Text));
                return MimeMessage.Load(bytes);
            }
        }
    }
}
