from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0007_what_staff_work_on")]
    operations = [
        migrations.AddField(
            model_name="order",
            name="address_before",
            field=models.JSONField(null=True),
        ),
    ]
