import pytest
from django.urls import reverse
from django.utils.safestring import SafeString

from org.templatetags.admin_cards import told_apart
from org.tests.factories import DepartmentFactory, OrganizationFactory

pytestmark = pytest.mark.django_db


def test_each_cell_knows_its_heading_but_the_box_and_the_name(cast):
    OrganizationFactory()
    DepartmentFactory(name="Optics & <glass>")

    text = cast.client("hr").get(reverse("admin:org_department_changelist")).content.decode()

    assert '<td data-heading="People" class="' in text
    assert text.count("data-heading") == text.count('<th class="field-') == text.count('<td class="action-checkbox"')
    assert "Optics &amp; &lt;glass&gt;" in text


def test_a_heading_is_no_markup():
    headers = [{"text": "name"}, {"text": 'what "it" <means>'}]
    row = [SafeString('<th class="field-name">a</th>'), SafeString('<td class="field-it"><b>b</b></td>')]

    cells = list(told_apart(row, headers))

    assert cells == [row[0], '<td data-heading="What &quot;it&quot; &lt;means&gt;" class="field-it"><b>b</b></td>']
